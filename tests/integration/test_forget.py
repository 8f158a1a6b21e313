"""A respondent withdraws: not a byte of the interview stays in the study, the rest does, whenever it is broken off."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from pipeline.cli import _main
from pipeline.errors import OutputError, SettingsError, StoreError
from pipeline.files import sha256_bytes, write_private
from pipeline.privacy.key import read_key, write_key
from pipeline.privacy.numbering import KEY_COLUMNS
from pipeline.review import Passage, open_store
from pipeline.review.releasing import NameRelease
from pipeline.run import forgetting, load_outputs
from pipeline.run.anonymising import COPIES
from pipeline.run.copies import RECORD
from pipeline.run.forgetting import PLAN_FILE, forget, plan_forgetting, refuse_if_unfinished, unfinished
from pipeline.run.reviewing import bring_in
from pipeline.study import Study

GONE, NAME = "gesprek-1", "Xanthippe Quastel"
# Words that only this respondent says, and the id of the interview.
CANARIES = ("zeppelinhaven", "sterrenkijkerwinkel", "Xanthippe", "Quastel", GONE)
LINES, MONEY = "netwerk.korte_lijnen", "financiering.tekort"
OPENING = "Ik app haar en een kwartier later belt ze terug vanuit de zeppelinhaven. We hebben korte lijnen."
LAST = "Er is geen geld voor de sterrenkijkerwinkel. Verder heb ik vanmiddag een afspraak bij de tandarts."
HIS = f"""\
gemeente: Wolkendorp
respondent: {NAME}

Interviewer: Hoe vindt u elkaar?
{NAME}: {OPENING}
Interviewer: En geld?
{NAME}: {LAST}
"""
OTHER = """\
gemeente: {0}

Interviewer: Hoe vindt u elkaar?
Respondent: Met de buren van de {1} hebben we korte lijnen. Ik bel mevrouw Hanneke Zonderwater als dat nodig is.
Interviewer: En geld?
Respondent: Er is geen geld voor de {1}. Dat vinden we jammer.
"""
OTHERS = {"gesprek-2": ("Wolkendorp", "molen"), "gesprek-3": ("Duinstad", "kade"), "gesprek-4": ("Duinstad", "brug")}
SETTINGS = """\
[studie]
handcoderingen = "handcoderingen.csv"
coder_a = "coder_a.csv"
coder_b = "coder_b.csv"
"""
HAND = f"""\
interview_id,turn_no,quote,code_id,note
{GONE},2,We hebben korte lijnen.,{LINES},"over de zeppelinhaven,
op twee regels"
gesprek-2,2,Met de buren van de molen hebben we korte lijnen.,{LINES},
{GONE},4,Er is geen geld voor de sterrenkijkerwinkel.,{MONEY},
gesprek-3,4,Er is geen geld voor de kade.,{MONEY},é
"""
DIFFERENCES = f"interview_id;turn_no;besluit;reden\r\n{GONE};2;ja;zeppelinhaven\r\ngesprek-2;4;nee;café\r\n"
KEY = [
    ("Wolkendorp", "[persoon 1]", "persoon", f"{NAME}; Xanthippe; quastel", 3),
    ("Wolkendorp", "[organisatie 1]", "organisatie", "sterrenkijkerwinkel; molen", 4),
    ("Duinstad", "[plaats 1]", "plaats", "kade", 2),
]
WORDS = {"0a": "zeppelinhaven", "0b": "molen", "geheim": "f3a9"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, tiny_codebook_folder: Path) -> Path:
    """A study of four interviews in two municipalities, trained, coded, evaluated and reported on by the real commands."""
    root = tmp_path_factory.mktemp("vergeten") / "studie"
    shutil.copytree(tiny_codebook_folder, root / "codebook")
    (root / "factorwijzer.toml").write_text(SETTINGS + "\n[codering]\noefeninterviews = false\n", encoding="utf-8")
    write_transcripts(root)
    for name in ("handcoderingen.csv", "coder_a.csv", "coder_b.csv"):
        (root / name).write_text(HAND, encoding="utf-8")
    for command in (["train"], ["run"], ["evaluate"]):
        assert _main([*command, "--study", str(root)]) == 0
    decide(Study.open(root))
    assert _main(["report", "--study", str(root)]) == 0
    assert _main(["anonymise", "--study", str(root)]) == 0
    shutil.copytree(root / "model", root / COPIES / "model")
    assert _main(["code", "--study", str(root / COPIES)]) == 0
    add_traces(root)
    return root


def write_transcripts(root: Path) -> None:
    folder = root / "transcripten"
    folder.mkdir()
    document = Document()
    for line in HIS.splitlines():
        document.add_paragraph(line)
    document.save(folder / f"{GONE}.docx")
    for name, facts in OTHERS.items():
        (folder / f"{name}.txt").write_text(OTHER.format(*facts), encoding="utf-8")
    rows = [f"{GONE}.docx,{NAME}", *(f"{name}.txt," for name in OTHERS)]
    (folder / "manifest.csv").write_text(
        "\ufefffile,respondent\r\n" + "\r\n".join(rows) + "\r\n", encoding="utf-8", newline=""
    )


def decide(study: Study) -> None:
    """Decide on every suggestion and on one passage that nobody suggested, judge, draw and release."""
    _, turns, _ = load_outputs(study)
    with open_store(study.store) as store:
        for coder in ("Anna", "Bert"):
            store.add_coder(coder)
        bring_in(study, store)
        for one in store.suggestions():
            store.decide(one.passage, one.code_id, "reject", "Anna", reason=one.passage.quote)
            store.decide(one.passage, one.code_id, "accept", "Anna", reason=one.passage.quote)
        spoken = turns[turns["role"] == "respondent"]
        for turn in spoken.itertuples():
            passage = Passage(turn.interview_id, turn.turn_no, turn.start_char, turn.end_char, turn.text)
            store.decide(passage, "context.aanbod", "unsure", "Bert")
            store.judge_turns(turn.interview_id, [turn.turn_no], "Bert", True)
        store.draw_sample("Bert", 1, 0.5, list(zip(spoken["interview_id"], map(int, spoken["turn_no"]), strict=True)))
        store.release_names([NameRelease(GONE, "zeppelinhaven", "place", "Wolkendorp", "Anna")])
    kept = study.root / "beoordeling.0001.20260101T000000Z.bak.sqlite"
    with closing(sqlite3.connect(study.root / "beoordeling.sqlite")) as source, closing(sqlite3.connect(kept)) as copy:
        source.backup(copy)


def add_traces(root: Path) -> None:
    """Put down what other commands write, what users keep, and what is left by a program that was killed."""
    (root / "consensus_verschillen.csv").write_bytes(DIFFERENCES.encode("cp1252"))
    pd.DataFrame({"interview_id": [GONE, "gesprek-2"], "quote": [OPENING, "iets"]}).to_excel(
        root / "tabel.xlsx", index=False
    )
    write_key(root / "sleutel/sleutel.csv", pd.DataFrame(KEY, columns=list(KEY_COLUMNS)))
    words = root / "sleutel/twijfel.json"
    known = json.loads(words.read_text(encoding="utf-8")) if words.is_file() else {}
    write_private(words, json.dumps({**known, **WORDS}, ensure_ascii=False, indent=2).encode())
    for name in ("privacy.html", "verkenning.ipynb", "evaluation.html", "evaluation.md", ".turns.csv.x1.tmp"):
        (root / "out" / name).write_text(OPENING, encoding="utf-8")
    (root / f"out/.cache/{'0' * 24}.turns.csv").write_text(LAST, encoding="utf-8")
    shutil.copytree(root / "out", root / "uitvoer-2")
    (root / "transcripten/.manifest.csv.x2.tmp").write_text(NAME, encoding="utf-8")


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    """A copy of that study."""
    shutil.copytree(made, tmp_path / "studie")
    return Study.open(tmp_path / "studie")


def withdraw(study: Study, respondent: str = GONE) -> forgetting.Forgotten:
    done = forget(study, plan_forgetting(study, respondent))
    # Documents were written in this same process; what that opened of the store is closed when it is collected.
    gc.collect()
    return done


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of a study by its place, and every part of those that are zipped."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            name = path.relative_to(root).as_posix()
            yield name, content
            if content.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    yield from ((f"{name}/{part}", archive.read(part)) for part in archive.namelist())


def places_of(root: Path, words: tuple[str, ...] = CANARIES) -> dict[str, str]:
    """Return which word is found where, in the content or the name of a file, in UTF-8, UTF-16 or UTF-32, as arrays hold it."""
    found = {}
    for name, content in contents(root):
        for word in words:
            spelled = [word.encode(), word.encode("utf-16-le"), word.lower().encode(), word.lower().encode("utf-32-le")]
            if any(one in content for one in spelled) or word in name:
                found[name] = word
    return found


def state(root: Path) -> dict[str, object]:
    """Return every file with its content: of a workbook its cells, of a store its rows, but not when the removal was logged."""
    found: dict[str, object] = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    found |= {path.name: [list(one.values) for one in load_workbook(path).worksheets] for path in root.glob("*.xlsx")}
    for path in root.glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            dumped = "\n".join(connection.iterdump())
            (at,) = connection.execute("SELECT at FROM changes WHERE action = 'forget'").fetchone() or ("",)
        found[path.name] = dumped.replace(at, "<at>") if at else dumped
    return found


def lines_of_others(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines(keepends=True) if GONE.encode() not in line]


# --- what goes and what stays


def test_the_study_is_full_of_the_respondent_before(made):
    found = places_of(made)
    for place in ("beoordeling.sqlite", "out/turns.csv", "model/model.json", "out/gemeente-1.docx/word/document.xml"):
        assert place in found
    assert len(found) > 40


def test_no_byte_of_the_respondent_stays(study):
    done = withdraw(study)
    assert places_of(study.root) == {}
    assert (done.interview_id, done.problems, done.must_train) == (GONE, [], True)
    assert unfinished(study) is None
    assert not any(path.suffix == ".tmp" or path.name == PLAN_FILE for path in study.root.rglob("*"))


def test_what_others_said_stays_to_the_byte(study, made):
    withdraw(study)
    for name in ("handcoderingen.csv", "coder_a.csv"):
        kept = "".join(
            line + "\n" for line in HAND.split("\n") if line.startswith(("interview_id", "gesprek-2", "gesprek-3"))
        )
        assert (study.root / name).read_text(encoding="utf-8") == kept
    assert (study.root / "consensus_verschillen.csv").read_bytes().decode("cp1252").splitlines()[1:] == [
        "gesprek-2;4;nee;café"
    ]
    assert pd.read_excel(study.root / "tabel.xlsx")["interview_id"].tolist() == ["gesprek-2"]
    manifest = (study.root / "transcripten/manifest.csv").read_bytes()
    assert manifest == (made / "transcripten/manifest.csv").read_bytes().replace(
        f"{GONE}.docx,{NAME}\r\n".encode(), b""
    )
    for name in ("codings.csv", "codings_excel.csv", "turns.csv"):
        assert (study.out / name).read_bytes() == b"".join(lines_of_others(made / "out" / name)), name
    lock, before = (json.loads((root / "out/run.lock").read_text(encoding="utf-8")) for root in (study.root, made))
    assert lock == before | {"interviews": [one for one in before["interviews"] if one["interview_id"] != GONE]}
    for entry in lock["interviews"]:
        for path in (made / "out/.cache").glob(f"{entry['key']}.*"):
            assert (study.out / ".cache" / path.name).read_bytes() == path.read_bytes()
    for name in OTHERS:
        file = f"transcripten/{name}.txt"
        assert (study.root / file).read_bytes() == (made / file).read_bytes()


def test_the_pseudonymised_copies_stay_a_study_without_the_respondent(study, cli, made):
    withdraw(study)
    copies, before = study.root / COPIES, made / COPIES
    names = {"manifest.csv", "handcoderingen.csv", "coder_a.csv", "coder_b.csv", *(f"{name}.txt" for name in OTHERS)}
    assert {path.name for path in (copies / "transcripten").iterdir()} == names
    recorded = json.loads((copies / RECORD).read_text(encoding="utf-8"))
    assert {f"transcripten/{name}" for name in names} <= set(recorded)
    assert all(facts["kopie"] == sha256_bytes((copies / name).read_bytes()) for name, facts in recorded.items())
    for name in ("out/codings.csv", "out/turns.csv", "transcripten/coder_a.csv", "transcripten/manifest.csv"):
        assert (copies / name).read_bytes() == b"".join(lines_of_others(before / name)), name
    assert cli("check", "--study", copies).code == 0


def test_a_copy_with_another_id_is_known_by_its_words(study):
    copies = study.root / COPIES
    for path in [*copies.rglob("*.csv"), copies / RECORD, copies / "out/run.lock"]:
        path.write_text(path.read_text(encoding="utf-8").replace(GONE, "interview-1"), encoding="utf-8")
    for path in [*copies.rglob(f"*{GONE}*")]:
        path.rename(path.with_name(path.name.replace(GONE, "interview-1")))
    withdraw(study)
    assert places_of(study.root, ("zeppelinhaven", "sterrenkijkerwinkel", "interview-1")) == {}


def test_the_keys_lose_what_only_the_respondent_named(study):
    withdraw(study)
    path = study.root / "sleutel/sleutel.csv"
    assert read_key(path)["vormen"].tolist() == ["molen", "kade"]
    words = study.root / "sleutel/twijfel.json"
    left = json.loads(words.read_text(encoding="utf-8"))
    assert (left["0b"], left["geheim"], "0a" in left) == ("molen", "f3a9", False)
    assert {one.stat().st_mode & 0o777 for one in (path, words)} == {0o600}


def test_the_documents_are_those_of_a_report_on_what_is_left(study, cli):
    done = withdraw(study)
    names = {f"{name}.{ending}" for name in ("gemeente-1", "gemeente-2", "vergelijking") for ending in ("docx", "html")}
    assert {path.name for path in done.written} == names | {"privacy.html"}
    assert {path.parent.name for path in done.written} == {"out", "uitvoer-2"}
    before = {path.name: path.read_bytes() for path in study.out.iterdir() if path.is_file()}
    assert cli("report", "--study", study.root).code == 0
    assert {path.name: path.read_bytes() for path in study.out.iterdir() if path.is_file()} == before
    assert GONE not in (study.out / "geinterviewden.csv").read_text(encoding="utf-8")


def test_the_study_goes_on_without_the_respondent(study, cli):
    withdraw(study)
    for command in ("check", "train", "run"):
        assert cli(command, "--study", study.root).code == 0
    with open_store(study.store) as store:
        assert {one.passage.interview_id for one in store.decisions()} == set(OTHERS)
        bring_in(study, store)
        one = store.suggestions()[0]
        assert store.decide(one.passage, one.code_id, "unsure", "Anna").verdict == "unsure"
    assert places_of(study.root) == {}


def test_the_last_of_a_municipality_takes_its_documents_along(study):
    for respondent in ("gesprek-3", "gesprek-4"):
        done = withdraw(study, respondent)
    assert {path.name for path in done.written} == {"gemeente-1.docx", "gemeente-1.html", "privacy.html"}
    assert not list(study.out.glob("gemeente-2.*"))
    assert not list(study.out.glob("vergelijking.*"))
    assert places_of(study.out, ("Duinstad", "gesprek-3", "gesprek-4")) == {}


def test_the_last_of_the_study_leaves_no_outputs(study):
    for respondent in (GONE, *OTHERS):
        done = withdraw(study, respondent)
    assert done.written == done.problems == []
    assert [path for path in study.out.rglob("*") if path.is_file()] == []
    assert places_of(study.root, (*CANARIES, *OTHERS, "Zonderwater")) == {}
    assert read_key(study.root / "sleutel/sleutel.csv").empty


def test_a_model_that_did_not_learn_from_the_interview_stays(make_study, cli):
    root = make_study({f"{GONE}.txt": HIS, "gesprek-2.txt": OTHER.format("Wolkendorp", "molen")})
    assert cli("run", "--study", root).code == 0
    before = (root / "model/model.skops").read_bytes()
    done = withdraw(Study.open(root))
    assert not done.must_train
    assert (root / "model/model.skops").read_bytes() == before
    assert places_of(root) == {}


def test_an_earlier_id_of_the_same_words_goes_from_the_store_too(study):
    path = study.root / f"transcripten/{GONE}.docx"
    path.rename(path.with_name("gesprek-9.docx"))
    manifest = study.root / "transcripten/manifest.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(GONE, "gesprek-9"), encoding="utf-8")
    withdraw(study, "gesprek-9")
    assert places_of(study.root, ("zeppelinhaven", "Quastel")).keys() <= {"coder_a.csv"}
    with open_store(study.store) as store:
        assert {one.passage.interview_id for one in store.decisions(standing_only=False)} == set(OTHERS)


def test_a_transcript_that_is_gone_already_takes_its_traces_along(study):
    (study.root / f"transcripten/{GONE}.docx").unlink()
    withdraw(study)
    assert places_of(study.root, CANARIES[:2]) == {}
    assert GONE not in (study.root / "transcripten/manifest.csv").read_text(encoding="utf-8")


# --- who is meant


@pytest.mark.parametrize("respondent", [GONE, f" {GONE} ", f"{GONE}.docx", f"transcripten/{GONE}.docx", NAME])
def test_a_respondent_is_named_by_id_file_or_name(study, respondent):
    assert plan_forgetting(study, respondent).interview_id == GONE


@pytest.mark.parametrize("respondent", ["gesprek", "Xanthippe", "", "Respondent", "gesprek-10"])
def test_an_unknown_respondent_is_told_the_ids_and_nothing_else(study, respondent):
    known = "gesprek-1, gesprek-2, gesprek-3, gesprek-4"
    with pytest.raises(
        SettingsError, match=rf"^factorwijzer forget: dit interview is niet gevonden; bekend zijn: {known}; noem"
    ):
        plan_forgetting(study, respondent)


def test_a_name_with_two_interviews_is_asked_about(study):
    path = study.root / "transcripten/gesprek-2.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n", f"\nrespondent: {NAME}\n\n", 1), encoding="utf-8")
    with pytest.raises(
        SettingsError, match=r"deze naam staat bij meer interviews: gesprek-1, gesprek-2; noem er één"
    ) as caught:
        plan_forgetting(study, NAME)
    assert NAME not in str(caught.value)


# --- the plan


def test_a_plan_says_what_happens_and_changes_nothing(study):
    before = state(study.root)
    plan = plan_forgetting(study, GONE)
    assert state(study.root) == before
    told = {Path(path).relative_to(study.root).as_posix(): what for path, what in plan.actions}
    assert told["handcoderingen.csv"] == "2 rijen worden verwijderd"
    assert told["transcripten/manifest.csv"] == "1 rij wordt verwijderd"
    assert told["out/gemeente-1.docx"].startswith("wordt opnieuw geschreven zonder dit interview")
    assert told["model/model.skops"].endswith("draai daarna 'factorwijzer train'")
    assert "ook uit de geschiedenis" in told["beoordeling.sqlite"]
    assert list(told)[-1] == f"transcripten/{GONE}.docx"
    assert any(line.startswith("reservekopieën van deze map") for line in plan.left)
    assert not any(str(study.root) in line for line in plan.left)


def test_what_the_user_keeps_is_named_and_left(study):
    kept = {
        "notities/over hem.txt": f"Hij zei: {OPENING}",
        "contact.csv": f"naam,telefoon\n{NAME},geheim\n",
        "opname.mp3": "geluid",
        "los.md": "Niets bijzonders over de molen.",
    }
    for name, text in kept.items():
        (study.root / name).parent.mkdir(exist_ok=True)
        (study.root / name).write_text(text, encoding="utf-8")
    done = withdraw(study)
    named = [line.split(": ")[0] for line in done.left if str(study.root) in line]
    assert sorted(Path(name).name for name in named) == ["contact.csv", "opname.mp3", "over hem.txt"]
    assert all((study.root / name).read_text(encoding="utf-8") == text for name, text in kept.items())


def test_a_copy_under_another_id_is_named(study):
    (study.root / "transcripten/kopie.txt").write_text(HIS, encoding="utf-8")
    assert any("'factorwijzer forget kopie'" in line for line in plan_forgetting(study, GONE).left)
    withdraw(study)
    withdraw(study, "kopie")
    assert places_of(study.root) == {}


# --- what is in the way


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user who may not write what others own, where the tests run as one who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_file_that_cannot_be_written_is_named_and_nothing_is_done(study):
    for path in (study.root, *study.root.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    for parent in (study.root.parent, *study.root.parent.parents):
        if parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    (study.root / "handcoderingen.csv").chmod(0o444)
    before = state(study.root)
    plan = plan_forgetting(study, GONE)
    with (
        as_nobody(),
        pytest.raises(OutputError, match=r"^handcoderingen\.csv: geen toestemming .* Er is nog niets verwijderd$"),
    ):
        forget(study, plan)
    assert state(study.root) == before


def test_an_open_review_page_is_named_and_nothing_is_done(study):
    before = state(study.root)
    with open_store(study.store) as store:
        store.decisions()
        with pytest.raises(StoreError, match=r"^beoordeling\.sqlite: is nog ergens open; sluit de pagina"):
            withdraw(study)
    assert state(study.root) == before


def test_a_table_that_cannot_be_read_is_named_and_nothing_is_done(study):
    path = study.root / "coder_b.csv"
    path.write_text(HAND + 'gesprek-4,2,"open', encoding="utf-8")
    before = state(study.root)
    with pytest.raises(SettingsError, match=r"^coder_b\.csv, regel 7: .* Er is nog niets verwijderd$"):
        withdraw(study)
    assert state(study.root) == before


def test_a_report_that_cannot_be_made_is_said_and_the_rest_is_done(study):
    (study.root / "codebook/themes.yaml").write_text("themes: [", encoding="utf-8")
    done = withdraw(study)
    assert any("themes.yaml" in problem.where for problem in done.problems)
    assert places_of(study.root) == {}
    assert unfinished(study) is None


# --- broken off


class Stopped(BaseException):
    """The program stops here."""


def stop_after(number: int) -> Callable[[str], None]:
    def advance(done: str) -> None:
        if int(done) == number:
            raise Stopped

    return advance


def test_a_removal_that_is_not_finished_keeps_others_from_starting(study):
    with pytest.raises(Stopped):
        forget(study, plan_forgetting(study, GONE), advance=stop_after(2))
    assert unfinished(study) == GONE
    path = study.root / PLAN_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert not any(word in path.read_text(encoding="utf-8") for word in CANARIES[:-1])
    for attempt in (lambda: refuse_if_unfinished(study), lambda: plan_forgetting(study, "gesprek-2")):
        with pytest.raises(
            OutputError, match=r"een verwijdering is niet af; draai eerst 'factorwijzer forget gesprek-1'$"
        ):
            attempt()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match=r"^vergeten\.json: dit bestand is beschadigd; haal het weg"):
        unfinished(study)


def without_reports(root: Path) -> Path:
    """Make nothing of documents to be written again, which takes seconds."""
    for path in root.rglob("report.lock"):
        path.unlink()
    return root


@pytest.mark.slow
def test_stopped_after_any_step_it_is_finished_by_the_same_command(made, study, tmp_path):
    without_reports(study.root)
    n_steps = len(plan_forgetting(study, GONE).steps)
    withdraw(study)
    wanted = state(study.root)
    for number in range(1, n_steps + 1, 12):
        root = tmp_path / "studie"
        shutil.rmtree(root)
        without_reports(shutil.copytree(made, root))
        with pytest.raises(Stopped):
            forget(Study.open(root), plan_forgetting(Study.open(root), GONE), advance=stop_after(number))
        withdraw(Study.open(root))
        assert state(root) == wanted, number


N_KILLS, SEED = 8, 7
# Everything is loaded once; each removal is a process of its own, killed a moment after it says that a step is done.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from pipeline.run.forgetting import forget, plan_forgetting
from pipeline.study import Study

respondent, n_steps, chance = sys.argv[1], int(sys.argv[2]), random.Random(int(sys.argv[3]))
for root in sys.argv[4:]:
    told, tells = os.pipe()
    child = os.fork()
    if not child:
        study = Study.open(Path(root))
        plan = plan_forgetting(study, respondent)
        os.write(tells, b"x")
        forget(study, plan, advance=lambda _: os.write(tells, b"."))
        os._exit(0)
    os.close(tells)
    for _ in range(1 + chance.randrange(n_steps)):
        os.read(told, 1)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os.close(told)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_killed_at_any_moment_it_is_finished_by_the_same_command(made, study, tmp_path):
    n_steps = len(plan_forgetting(study, GONE).steps)
    roots = [tmp_path / f"{number}" / "studie" for number in range(N_KILLS)]
    # Documents are written again in some.
    whole = roots[:: N_KILLS // 4]
    for root in roots:
        shutil.copytree(made, root)
    for root in set(roots) - set(whole):
        without_reports(root)
    wanted = {}
    for has_reports in (True, False):
        one = shutil.copytree(study.root, tmp_path / f"{has_reports}" / "studie")
        withdraw(Study.open(one if has_reports else without_reports(one)))
        wanted[has_reports] = state(one)
    command = [sys.executable, "-c", KILLED, GONE, str(n_steps), str(SEED), *map(str, roots)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=900).stdout.split()
    assert len(ended) == N_KILLS
    assert ended.count(str(-signal.SIGKILL)) > N_KILLS // 2
    n_begun = 0
    for root in roots:
        again = Study.open(root)
        n_begun += unfinished(again) == GONE
        if unfinished(again) or (root / f"transcripten/{GONE}.docx").is_file():
            withdraw(again)
        assert places_of(root) == {}
        assert state(root) == wanted[root in whole]
    assert n_begun > N_KILLS // 2


def test_other_commands_wait_until_a_removal_is_finished(make_study, cli):
    study = make_study()
    (study / "vergeten.json").write_text('{"een": []}', encoding="utf-8")
    for command in ("check", "code", "report", "run", "anonymise"):
        told = cli(command, "--study", study)
        assert (told.code, told.err.splitlines()[0]) == (
            2,
            "✗ vergeten.json: een verwijdering is niet af; draai eerst 'factorwijzer forget een'",
        )
