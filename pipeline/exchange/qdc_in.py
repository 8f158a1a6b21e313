"""Read a codebook alone (.qdc)."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Problem, os_mistake
from pipeline.exchange.codes_in import Memos, read_codes
from pipeline.exchange.elements import CODEBOOK
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.findings import Findings
from pipeline.exchange.model import Code
from pipeline.exchange.qdpx_in import warn_of_version
from pipeline.exchange.xml_in import child, children, local, parse

LARGEST_CODEBOOK = 20_000_000


def read_qdc(path: Path) -> tuple[tuple[Code, ...], list[str]]:
    """Return the tree of codes of a codebook, and in Dutch what was not taken over.

    Raises
    ------
    ExchangeError
        If the file is no codebook, is damaged or too large, or holds no codes.
    """
    try:
        if path.stat().st_size > LARGEST_CODEBOOK:
            limit = f"{LARGEST_CODEBOOK // 1_000_000} MB"
            raise ExchangeError(Problem(path.name, f"het codeboek is groter dan {limit}; kies een kleiner bestand"))
        content = path.read_bytes()
    except OSError as error:
        raise ExchangeError(Problem(path.name, os_mistake(error))) from None
    root, is_mended = parse(content, path.name)
    if local(root) != "CodeBook":
        where = f"{path.name}, regel {root.sourceline}"
        raise ExchangeError(Problem(where, "dit is geen codeboek; kies een bestand met de extensie .qdc"))
    findings = Findings()
    if is_mended:
        findings.tell("het codeboek had ongeldige stuurtekens; die zijn weggelaten")
    warn_of_version(root, CODEBOOK, findings)
    codes = read_codes(child(root, "Codes"), Memos((), None, findings), findings)
    if not codes:
        raise ExchangeError(Problem(path.name, "er staan geen codes in; exporteer het codeboek opnieuw"))
    for element in children(child(root, "Sets"), "Set"):
        findings.count("een groep van codes is weggelaten", element)
    return codes, findings.warnings()
