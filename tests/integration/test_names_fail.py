"""Where names cannot be looked for, nothing is printed; and what goes wrong is told without a word of the talk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from byte_search import fold, texts_in

from pipeline.privacy.finder import NameFinder
from pipeline.privacy.gate import NOT_SHOWN
from pipeline.reporting import render
from pipeline.run import coding

pytestmark = pytest.mark.slow

SECRET = "Zwirrelbant"
TALK = """\
gemeente: {0}
perspectief: {1}

Interviewer: Hoe vindt u elkaar op {2}?
Respondent: We hebben korte lijnen met de vrouwen van de {2}. Dat loopt al jaren heel prettig, ook met {3}.
Interviewer: En geld?
Respondent: Er is geen geld voor de {2}. Volgend jaar is dat misschien wel weer anders, zegt {3}.
"""
FAILED = "gesprek-1"
TALKS = {
    FAILED: TALK.format("Snorrebroek", "school", "zolderkamer", SECRET),
    "gesprek-2": TALK.format("Snorrebroek", "wijkteam", "molen", "Jorindus"),
    "gesprek-3": TALK.format("Pruilemeer", "school", "kade", "Jorindus"),
    "gesprek-4": TALK.format("Pruilemeer", "wijkteam", "brug", "Jorindus"),
}
WORKING_FILES = ("codings.csv", "codings_excel.csv", "turns.csv")
N_WORDS = 4
TOLD = (
    f"let op: in {FAILED} konden geen namen worden gezocht (het zoeken mislukte, of het is geen Nederlands); "
    "daarom staat geen enkel citaat eruit in een verslag."
)


@pytest.fixture
def study(make_study) -> Path:
    """Two municipalities of two interviews."""
    made: Path = make_study({f"{name}.txt": text for name, text in TALKS.items()})
    return made


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the finder fail on one interview, with a name in the message."""
    find = NameFinder.find

    def fail(self, turns):
        if FAILED in set(turns["interview_id"]):
            raise RuntimeError(f"{SECRET}: {turns['text'].iloc[-1]}")
        return find(self, turns)

    monkeypatch.setattr(NameFinder, "find", fail)


def rows_of_words(text: str) -> set[str]:
    """Return every four words that follow each other in what respondents say."""
    rows = set()
    for line in text.splitlines():
        if line.startswith("Respondent: "):
            words = re.findall(r"\w+", fold(line.removeprefix("Respondent: ")))
            rows |= {" ".join(words[i : i + N_WORDS]) for i in range(len(words) - N_WORDS + 1)}
    return rows


def printed(study: Path) -> dict[str, str]:
    """Return the words of every output that is no working file, by its name."""
    paths = [p for p in (study / "out").iterdir() if p.is_file() and p.name not in WORKING_FILES]
    return {p.name: " ".join(re.findall(r"\w+", fold(" ".join(texts_in(p.read_bytes()))))) for p in paths}


def test_of_an_interview_without_a_search_for_names_no_four_words_are_printed(study, cli, failing):
    done = cli("run", "--study", study)
    assert (done.code, done.err) == (0, "")
    assert done.out.count(TOLD) == 1
    assert "konden geen namen" not in done.out.replace(TOLD, "")
    assert SECRET not in done.out
    own = rows_of_words(TALKS[FAILED]) - set().union(*(rows_of_words(TALKS[name]) for name in TALKS if name != FAILED))
    assert len(own) > 8
    documents = printed(study)
    assert {"gemeente-1.docx", "gemeente-1.html", "vergelijking.html", "privacy.html"} <= set(documents)
    for name, text in documents.items():
        assert {row for row in own if row in text} == set(), name
        assert fold(SECRET) not in text, name


def test_the_others_are_quoted_and_the_documents_say_what_is_missing(study, cli, failing):
    assert cli("run", "--study", study).code == 0
    documents = printed(study)
    for name, word in (("gemeente-1", "molen"), ("gemeente-2", "kade"), ("gemeente-2", "brug")):
        for ending in ("docx", "html"):
            assert f"er is geen geld voor de {word}" in documents[f"{name}.{ending}"]
    page = (study / "out/privacy.html").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if f">{FAILED}<" in line)
    assert "helemaal afgeschermd: in dit interview kon niet naar namen worden gezocht" in row
    assert page.count("helemaal afgeschermd:") == 1
    assert NOT_SHOWN in (study / "out/gemeente-1.html").read_text(encoding="utf-8")


def test_when_the_finder_works_again_the_interview_is_quoted(study, cli, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(NameFinder, "find", broken(RuntimeError))
        told = cli("run", "--study", study)
    assert told.code == 0
    assert all(f"in {name} konden geen namen worden gezocht" in told.out for name in TALKS)
    again = cli("report", "--study", study)
    assert (again.code, "konden geen namen" in again.out) == (0, False)
    assert "geen geld voor de zolderkamer" in printed(study)["gemeente-1.html"]


def test_a_name_in_what_the_manifest_says_of_a_respondent_is_not_printed(make_study, cli):
    study = make_study({"een.txt": TALK.format("Snorrebroek", f"jeugdwerker bij {SECRET}", "molen", "haar")})
    assert cli("run", "--study", study).code == 0
    documents = printed(study)
    # The account of the run has what is said of each interview.
    assert {name for name, text in documents.items() if fold(SECRET) in text} == {"run.lock"}
    assert "jeugdwerker bij organisatie" in documents["gemeente-1.html"] or re.search(
        r"jeugdwerker bij (plaats|persoon|school|project)", documents["gemeente-1.html"]
    )


def broken(kind: type[Exception]):
    """Return a function that fails with a name in its message."""

    def fail(*_, **__):
        raise kind(f"{SECRET} belde over {TALKS[FAILED]}")

    return fail


@pytest.mark.parametrize(
    ("owner", "name", "kind"),
    [
        pytest.param(render, "fill_word", RuntimeError, id="while a Word document is written"),
        pytest.param(render, "factor_chart", KeyError, id="while a chart is drawn"),
        pytest.param(coding._Coder, "code", ValueError, id="while an interview is coded"),
    ],
)
def test_a_mistake_of_the_program_is_told_without_its_message(
    study, cli, monkeypatch, caplog, recwarn, owner, name, kind
):
    monkeypatch.setattr(owner, name, broken(kind))
    done = cli("run", "--study", study)
    assert done.code == 4
    assert f"Interne fout ({kind.__name__})" in done.err
    said = fold(done.out + done.err + caplog.text + " ".join(str(one.message) for one in recwarn))
    assert fold(SECRET) not in said
    assert {row for row in rows_of_words(TALKS[FAILED]) if row in " ".join(re.findall(r"\w+", said))} == set()


def test_a_mistake_leaves_no_half_document_behind(study, cli, monkeypatch):
    assert cli("run", "--study", study).code == 0
    before = {path.name: path.read_bytes() for path in (study / "out").iterdir() if path.is_file()}
    monkeypatch.setattr(render, "fill_word", broken(RuntimeError))
    assert cli("report", "--study", study).code == 4
    assert {path.name: path.read_bytes() for path in (study / "out").iterdir() if path.is_file()} == before


def test_nothing_is_printed_of_an_interview_in_another_language(study, cli):
    said = "Well, every Tuesday we sit down with the nurse and there is never any money left for the attic, you know. "
    lines = "\n\n".join(f"Interviewer: And then what happened?\n\nRespondent: {said * 3}" for _ in range(4))
    text = f"gemeente: Snorrebroek\nperspectief: school\n\n{lines}\n"
    (study / f"transcripten/{FAILED}.txt").write_text(text, encoding="utf-8")
    done = cli("run", "--study", study)
    assert (done.code, done.err) == (0, "")
    assert TOLD in done.out
    for name, words in printed(study).items():
        assert "every tuesday we sit" not in words, name
