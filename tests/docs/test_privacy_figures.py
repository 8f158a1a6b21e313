"""The figures of docs/privacy.md about the sample study are those of a fresh search."""

from __future__ import annotations

from pipeline.evaluation.names_found import measure
from pipeline.evaluation.names_listed import read_listed
from pipeline.evaluation.names_page import names_page
from pipeline.evaluation.pages import to_markdown
from pipeline.reading import FORMATS
from pipeline.run.naming import find_names
from pipeline.run.privacy_evaluation import LIST, STUDY, _turns
from pipeline.run.sources import read_all
from pipeline.study import Study
from tests.update_privacy_figures import DOCUMENT, MARKS, ROOT, goals


def test_the_document_has_the_figures_of_the_sample_study(tmp_path):
    study = Study.open(ROOT, tmp_path)
    transcripts, _ = read_all(study.sources(FORMATS))
    turns = _turns(transcripts)
    found = find_names(study, turns, {one.interview_id: one.municipality for one in transcripts}).names
    measured = measure(found, turns, read_listed(study.transcripts_folder / LIST), is_invented=True)
    fresh = goals(to_markdown(names_page({STUDY: measured}, seed=study.settings.codering.zaad)))
    marked = MARKS.search(DOCUMENT.read_text(encoding="utf-8"))
    assert marked is not None
    told = [line for line in marked[2].splitlines() if STUDY in line]
    assert told == [line for line in fresh.splitlines() if STUDY in line]
    assert len(told) == 5
