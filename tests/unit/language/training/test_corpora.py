"""Corpora keep apart what is measured on; the treebank files are small invented ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.language.loading import BLANK, load_language
from pipeline.language.training.corpora import (
    HELD_OUT,
    NEWER,
    OLDER,
    WHOLE,
    read_interviews,
    read_treebank,
    with_particles,
)
from pipeline.language.training.words import Word

_WORD = "{number}\t{form}\t{form}\tNOUN\tN|soort|ev\t_\t{head}\t{deprel}\t_\t_"


def sentence(document: str, number: int, text: str) -> str:
    lines = [f"# sent_id = {document}.p.1.s.{number}"]
    for at, form in enumerate(text.split(), start=1):
        lines.append(_WORD.format(number=at, form=form, head=int(at > 1), deprel="dep" if at > 1 else "root"))
    return "\n".join(lines) + "\n\n"


def documents(name: str, n: int = 20) -> str:
    return "".join(sentence(f"{name}{at}", 1, f"{name} document {at}") for at in range(n))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NEWER:
        (tmp_path / f"{name}.conllu").write_text(documents(name), encoding="utf-8")
    (tmp_path / f"{OLDER}.conllu").write_text(sentence("", 1, "uit 2017"), encoding="utf-8")
    return tmp_path


def said(passages: list[list[tuple[Word, ...]]]) -> set[str]:
    return {" ".join(word.form for word in sentence) for passage in passages for sentence in passage}


def test_documents_are_in_one_part_each(folder):
    train, dev, test, held_out = map(said, read_treebank(folder))
    assert test == {f"{name} document {at}" for name in NEWER for at in (0, 6, 12, 18)}
    assert dev == {f"{name} document {at}" for name in NEWER for at in (1, 19)}
    assert train == {f"{name} document {at}" for name in NEWER for at in range(20)} - test - dev | {"uit 2017"}
    assert not held_out


def test_a_whole_file_is_learnt_from_except_for_what_is_kept_apart(folder):
    kept_apart = [f"{NEWER[0]} document 0", f"{NEWER[0]} document 1", "alleen om te meten"]
    known = [f"{NEWER[0]} document 2", "uit 2017"]
    more = [sentence("krant", at, text) for at, text in enumerate([*kept_apart, *known, "iets nieuws"])]
    (folder / f"{WHOLE}.conllu").write_text("".join(more), encoding="utf-8")
    (folder / f"{HELD_OUT}.conllu").write_text(sentence("apart", 1, "alleen om te meten"), encoding="utf-8")
    train, dev, test, held_out = read_treebank(folder)
    assert "iets nieuws" in said(train)
    assert said(held_out) == {"alleen om te meten"}
    assert not said(train) & (said(dev) | said(test) | said(held_out))
    all_sentences = [" ".join(word.form for word in s) for passage in train for s in passage]
    assert len(all_sentences) == len(set(all_sentences))


def test_the_tag_of_a_split_off_particle_says_so():
    words = (
        Word("Hij", "hij", "PRON", "Person=3", 2, "nsubj"),
        Word("valt", "vallen", "VERB", "_", 0, "root"),
        Word("op", "op", "ADP", "_", 2, "compound:prt"),
        Word("goed", "goed", "ADJ", "Degree=Pos", 2, "compound:prt"),
    )
    ((he, falls, up, good),) = with_particles([words])
    assert (he, falls) == words[:2]
    assert (up.feats, good.feats) == ("PartType=Vbp", "Degree=Pos|PartType=Vbp")


def test_interviews_of_a_hand_can_be_left_out(tmp_path):
    for name, person in (("h8_1", "Ans Mulder"), ("h9_1", "Bep Kramer")):
        (tmp_path / f"{name}.txt").write_text(f"gemeente: X\n\n[00:01] R: Ik bel {person} op.\n", encoding="utf-8")
    names = {f"h{n}_1": [{"text": who, "kind": "person"}] for n, who in ((8, "Ans Mulder"), (9, "Bep Kramer"))}
    (tmp_path / "names.json").write_text(json.dumps(names), encoding="utf-8")

    def found(without: tuple[str, ...]) -> list[str]:
        passages = read_interviews(tmp_path, load_language(BLANK), without)
        return [word.form for passage in passages for sentence in passage for word in sentence if word.entity != "O"]

    assert found(()) == ["Ans", "Mulder", "Bep", "Kramer"]
    assert found(("h9",)) == ["Ans", "Mulder"]
