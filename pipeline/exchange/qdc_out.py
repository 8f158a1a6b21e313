"""Write a codebook alone (.qdc)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import Problem
from pipeline.exchange.elements import CODEBOOK, Writer, origin, to_bytes
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.loss import Loss, account, write_loss
from pipeline.exchange.model import Code, Project
from pipeline.exchange.preparing import prepare
from pipeline.exchange.targets import find_target
from pipeline.files import write_bytes


def write_qdc(codes: Sequence[Code], path: Path, target: str = "") -> Loss:
    """Write a tree of codes whole or not at all; the same codes give the same bytes.

    Memos at codes are left out: the standard has no place for them in a codebook.

    Raises
    ------
    ExchangeError
        If there are no codes, two have one key, or the target is unknown.
    OSError
        If a file cannot be written.
    """
    habits = find_target(target)
    if not codes:
        raise ExchangeError(
            Problem(path.name, "het codeboek heeft geen codes; een codeboek zonder codes kan niet bestaan")
        )
    bare = Project("codeboek", codes=tuple(_without_memos(code) for code in codes))
    made, changes = prepare(bare, habits)
    out = Writer(CODEBOOK)
    root = out.root("CodeBook", origin=origin(habits))
    out.codes(out.add(root, "Codes"), made.codes, has_memos=False)
    loss = account(made, out, (), changes)
    write_bytes(path, to_bytes(root))
    write_loss(path, loss)
    return loss


def _without_memos(code: Code) -> Code:
    return replace(code, memos=(), children=tuple(_without_memos(child) for child in code.children))
