"""How well names are found, on interviews that what finds them has not seen: ``factorwijzer evaluate --privacy``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from spacy.language import Language

from pipeline import frames
from pipeline.errors import Problem, SettingsError
from pipeline.evaluation.names_found import Measured, measure
from pipeline.evaluation.names_listed import read_listed
from pipeline.evaluation.names_page import names_page
from pipeline.evaluation.pages import to_html, to_markdown
from pipeline.files import write_text
from pipeline.language import load_language
from pipeline.privacy.finder import NameFinder
from pipeline.privacy.recogniser import Recogniser
from pipeline.privacy.spreading import mark_places, spread
from pipeline.privacy.unusual import look_at
from pipeline.reading import FORMATS, Transcript
from pipeline.run.name_training import folds, lessons, to_recogniser
from pipeline.run.naming import find_names
from pipeline.run.practice import practice_transcripts
from pipeline.run.sources import Advance, read_all, silent
from pipeline.study import Study, packaged

LIST = "names.json"
PAGE, TEXT = "evaluatie-privacy.html", "evaluatie-privacy.md"
ALONE = "taalmodel alleen"
STUDY = "de interviews van deze studie"
PRACTICE = {
    True: "oefeninterviews met hoofdletters, telkens twee schrijvers weggelaten",
    False: "oefeninterviews zonder hoofdletters, telkens twee schrijvers weggelaten",
}
# The language pipeline learns from the names of the others; what it says of those is no test.
UNSEEN = tuple(f"h{number}" for number in range(9, 17))
_ENTITIES = {"PER": "person", "LOC": "place", "ORG": "organisation", "MISC": "project"}


def write_privacy_evaluation(
    study: Study, start: Callable[[int], None] = lambda _: None, advance: Advance = silent
) -> Path:
    """Measure how well names are found in the study's interviews that names.json lists, and write the page.

    Beside them stand the practice interviews whose names nothing has learnt from, each searched by weights that were
    learnt without its writer, and what the language pipeline finds by itself.

    Raises
    ------
    SettingsError
        If the study has no names.json beside its transcripts.
    """
    path = study.transcripts_folder / LIST
    if not path.is_file():
        message = 'dit bestand ontbreekt; zet daarin per interview welke namen erin staan: {"interview": [{"text": "...", "kind": "person"}]}'
        raise SettingsError(Problem(f"{study.transcripts_folder.name}/{LIST}", message))
    sources = study.sources(FORMATS)
    transcripts, _ = read_all(sources)
    practice = [one for one in practice_transcripts() if one.interview_id.split("_")[0] in UNSEEN]
    start(2 * len(transcripts) + 2 * len(practice) + 1)
    nlp, turns = load_language(), _turns(transcripts)
    municipality_of = {one.interview_id: one.municipality for one in transcripts}
    listed, invented = read_listed(path), study.settings.studie.verzonnen
    found = find_names(study, turns, municipality_of, advance=advance).names
    measured = {STUDY: measure(found, turns, listed, invented)}
    alone = {ALONE: measure(_entities(turns, nlp, advance), turns, listed, invented)}
    others: dict[str, Mapping[str, Measured]] = {STUDY: alone}
    of_practice = read_listed(packaged("practice") / LIST)
    names, entities = _practice(practice, nlp, advance), _entities(_turns(practice), nlp, advance)
    for has_capitals, title in PRACTICE.items():
        some = [one for one in practice if (look_at(one.turns).capitals == "normal") == has_capitals]
        wanted = {one.interview_id: of_practice[one.interview_id] for one in some}
        measured[title] = measure(names, _turns(some), wanted, is_invented=True)
        others[title] = {ALONE: measure(entities, _turns(some), wanted, is_invented=True)}
    page = names_page(measured, others=others, seed=study.settings.codering.zaad)
    write_text(study.out / PAGE, to_html(page))
    write_text(study.out / TEXT, to_markdown(page, level=1))
    return study.out / PAGE


def _turns(transcripts: Sequence[Transcript]) -> pd.DataFrame:
    return pd.concat([one.turns for one in transcripts] or [frames.empty(frames.TURNS)], ignore_index=True)


def _practice(practice: Sequence[Transcript], nlp: Language, advance: Advance) -> pd.DataFrame:
    """Search each practice interview with weights that were learnt without its writer."""
    shipped = Recogniser.load()
    least = (shipped.least, shipped.least_lower, shipped.least_unknown)
    taught = list(lessons(nlp))
    advance("geleerd")
    parts: list[pd.DataFrame] = []
    for away, vectorizer, model in folds(taught):
        here = [one for one in practice if one.interview_id.split("_")[0] in away]
        recogniser = to_recogniser(vectorizer, model, *least)
        for town in dict.fromkeys(one.municipality for one in here):
            said = [one.turns for one in here if one.municipality == town]
            finder = NameFinder(nlp, recogniser=recogniser)
            found = pd.concat([finder.find(one) for one in said], ignore_index=True)
            parts.append(spread(mark_places(found, pd.concat(said), [town]), pd.concat(said)))
        for one in here:
            advance(one.interview_id)
    return pd.concat(parts, ignore_index=True)


def _entities(turns: pd.DataFrame, nlp: Language, advance: Advance) -> pd.DataFrame:
    """Return the names that the language pipeline finds by itself."""
    return frames.build(frames.NAMES, list(_named(turns, nlp, advance)))


def _named(turns: pd.DataFrame, nlp: Language, advance: Advance) -> Iterator[dict[str, object]]:
    with nlp.select_pipes(enable=["names_tok2vec", "ner"]):
        for interview_id, part in turns.groupby("interview_id", sort=False):
            for turn, doc in zip(frames.rows(part), nlp.pipe(part["text"]), strict=True):
                for entity in doc.ents:
                    place = {
                        "start_char": turn.start_char + entity.start_char,
                        "end_char": turn.start_char + entity.end_char,
                    }
                    named = {
                        "text": entity.text,
                        "kind": _ENTITIES[entity.label_],
                        "score": 1.0,
                        "certainty": "certain",
                    }
                    yield {
                        "interview_id": interview_id,
                        "turn_no": turn.turn_no,
                        **place,
                        **named,
                        "reason": "taalmodel",
                    }
            advance(str(interview_id))
