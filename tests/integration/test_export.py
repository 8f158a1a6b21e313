"""A study as other programs open it: every coding at its own words, each coder by name."""

from __future__ import annotations

import pytest

from pipeline.exchange import MODEL_CODER, RULES_CODER, read_qdc, read_qdpx
from pipeline.review import open_store
from pipeline.run.outputs import load_outputs
from pipeline.run.reviewing import bring_in
from pipeline.study import Study


@pytest.fixture
def study(make_study, cli) -> Study:
    """A study that was coded, with a decision to accept and one to reject."""
    root = make_study()
    assert cli("code", "--study", root).code == 0
    study = Study.open(root)
    with open_store(study.store) as store:
        bring_in(study, store)
    return study


def test_every_coding_comes_back_at_its_words(study, cli):
    done = cli("export", "--study", study.root)
    assert (done.code, done.err) == (0, "")
    path = next((study.root / "uitwisseling").glob("*.qdpx"))
    assert path.stat().st_mode & 0o777 == 0o600
    project, _ = read_qdpx(path)
    codings, _, _ = load_outputs(study)
    names = {code.key: code.name for code in project.all_codes}
    codebook = study.codebook()
    found = {
        (source.name, source.text[one.start : one.end], names[code], one.coder)
        for source in project.sources
        for one in project.selections
        if one.source == source.key
        for code in one.code_ids
    }
    coder = {"rule": RULES_CODER, "model": MODEL_CODER, "both": MODEL_CODER}
    expected = {
        (row.interview_id, row.text, codebook.by_id[row.code_id].naam, coder[row.origin])
        for row in codings.itertuples()
    }
    assert len(expected) > 0
    assert found == expected


def test_the_codebook_alone(study, cli, tmp_path):
    done = cli("export", "--format", "qdc", "--to", tmp_path / "boek.qdc", "--study", study.root)
    assert (done.code, done.err) == (0, "")
    assert "namen" not in done.out
    folders, _ = read_qdc(tmp_path / "boek.qdc")
    leaves = {code.name for folder in folders for code in folder.children}
    assert leaves == {code.naam for code in study.codebook().codes}


@pytest.mark.parametrize("target", ["nvivo", "atlasti", "maxqda", "qualcoder"])
def test_every_target(study, cli, tmp_path, target):
    path = tmp_path / f"{target}.qdpx"
    assert cli("export", "--target", target, "--to", path, "--study", study.root).code == 0
    project, _ = read_qdpx(path)
    assert {source.name for source in project.sources} == {"een"}


def test_what_changed_since_it_was_coded_is_refused(study, cli):
    transcript = study.root / "transcripten/een.txt"
    transcript.write_text("Er staat iets voor.\n" + transcript.read_text(encoding="utf-8"), encoding="utf-8")
    done = cli("export", "--study", study.root)
    assert done.code == 2
    assert "interview 'een' is sinds het coderen veranderd of weg; draai 'factorwijzer run' opnieuw" in done.err


def test_the_same_study_gives_the_same_bytes(study, cli, tmp_path):
    for name in ("a", "b"):
        assert cli("export", "--to", tmp_path / f"{name}.qdpx", "--study", study.root).code == 0
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
