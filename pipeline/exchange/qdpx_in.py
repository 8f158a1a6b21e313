"""Read a REFI-QDA project file (.qdpx) of whatever program."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from lxml import etree

from pipeline.errors import Problem
from pipeline.exchange.archive import Archive
from pipeline.exchange.codes_in import Coders, Memos, read_codes, read_memos
from pipeline.exchange.elements import PROJECT
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.findings import Findings
from pipeline.exchange.model import Project, merge_selections, walk
from pipeline.exchange.selections_in import Known, read_selections
from pipeline.exchange.sources_in import place_sources, read_sources, read_variables
from pipeline.exchange.texts import clean
from pipeline.exchange.xml_in import child, children, local, parse, text_of


def read_qdpx(path: Path) -> tuple[Project, list[str]]:
    """Read a project: texts in LF and NFC, every selection inside its text, one per span and coder.

    Parameters
    ----------
    path
        The .qdpx file; nothing of it is unpacked on the disk.

    Returns
    -------
    tuple[Project, list[str]]
        The project, keys being the GUIDs of the file, and in Dutch what was not taken over, what was guessed, and how
        positions were counted (told if that makes a difference in these texts).

    Raises
    ------
    ExchangeError
        If the file is no .qdpx, is damaged or too large, or holds no project.
    """
    with closing(Archive(path)) as archive:
        findings = Findings()
        where = f"{path.name}, projectbestand"
        root, is_mended = parse(archive.project(), where)
        if local(root) != "Project":
            message = "dit is geen project; een codeboek alleen heeft de extensie .qdc"
            raise ExchangeError(Problem(f"{where}, regel {root.sourceline}", f"{message}; kies het goede bestand"))
        if is_mended:
            findings.tell("het projectbestand had ongeldige stuurtekens; die zijn weggelaten")
        warn_of_version(root, PROJECT, findings)
        project = _read(root, archive, findings)
    return project, findings.warnings()


def _read(root: etree._Element, archive: Archive, findings: Findings) -> Project:
    coders = Coders(child(root, "Users"), findings)
    memos = read_memos(child(root, "Notes"), archive.text, coders, findings)
    noted = Memos({memo.key for memo in memos}, child(root, "Links"), findings)
    codes = read_codes(child(child(root, "CodeBook"), "Codes"), noted, findings)
    variables = read_variables(child(root, "Variables"))
    raw = read_sources(child(root, "Sources"), archive.text, variables, noted, findings)
    known = Known(coders, {code.key for code in walk(codes)}, noted, findings)
    origin = clean(root.get("origin", ""))
    selections = read_selections(origin, raw, known)
    sources = place_sources(raw, root, variables, findings)
    for element in children(root, "Graphs"):
        findings.count("grafische schema's zijn weggelaten", element)
    return Project(
        clean(root.get("name", "")),
        coders.all(),
        codes,
        tuple(sources),
        merge_selections(selections, sources),
        memos,
        noted.of(root),
        clean(text_of(child(root, "Description"))),
        origin,
    )


def warn_of_version(root: etree._Element, expected: str, findings: Findings) -> None:
    """Tell of a version of the standard that is read as if it were the expected one."""
    if etree.QName(root).namespace != expected:
        findings.tell("het bestand volgt een andere versie van REFI-QDA dan 1.0; kijk na of alles er is")
