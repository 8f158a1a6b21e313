"""Fuzz every reader of transcripts, guided by coverage: ``make fuzz`` or ``python tests/fuzz_readers.py .vtt SECONDS``.

Whatever the bytes, a reader gives turns that lie in their text in order, or a TranscriptError; never another exception,
and never a hang (20 s) or a hoard (2 GB). What breaks one of these is kept in build/fuzz. Needs atheris (``.[fuzz]``),
which there is for Linux and macOS alone.
"""

from __future__ import annotations

import io
import math
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline.reading"]):
    from pipeline.errors import TranscriptError
    from pipeline.reading.parsed import Parsed
    from pipeline.reading.reader import READERS

ROOT = Path(__file__).parents[1]
FOUND = ROOT / "build" / "fuzz"
# The part of a zip that holds the talk: bytes are put there too, for a fuzzer cannot make checksums of archives.
PARTS = {".docx": "word/document.xml", ".odt": "content.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
TALK = (("Interviewer", "Hoe gaat dat?"), ("Ruben", "Goed, ik bel haar even op."), ("Interviewer", "En dan?"))
_NAMES = {"Ruben"}


def hold(parsed: Parsed) -> None:
    """Fail if a turn lies outside the text, overlaps the one before it, says nothing, or has times that cannot be."""
    last = 0
    for turn in parsed.turns:
        assert last <= turn.start < turn.end <= len(parsed.text)
        assert parsed.text[turn.start : turn.end].strip()
        assert turn.label.strip()
        assert turn.line_no >= 1
        times = [time for time in (turn.start_time, turn.end_time) if time is not None]
        assert all(math.isfinite(time) and time >= 0 for time in times)
        assert times == sorted(times)
        last = turn.end
    parsed.text.encode("utf-8")


def read(suffix: str, content: bytes) -> None:
    """Read bytes as a transcript of one kind, and look at what comes of it."""
    try:
        parsed = READERS[suffix](content, f"proef{suffix}", _NAMES)
    except TranscriptError:
        return
    hold(parsed)


def target(suffix: str, example: bytes) -> Callable[[bytes], None]:
    """Return what is called with ever other bytes; in an archive they are the talk as well as the whole file."""

    def one_input(content: bytes) -> None:
        read(suffix, content)
        if suffix in PARTS and not content.startswith(b"PK"):
            read(suffix, with_part(example, PARTS[suffix], content))

    return one_input


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    """Return a zip with one of its parts replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return written.getvalue()


def examples(suffix: str) -> list[bytes]:
    """Return well-made transcripts of one kind to begin from; of an archive also the part that holds the talk."""
    made = _MAKERS[suffix]()
    if suffix not in PARTS:
        return [made]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return [made, archive.read(PARTS[suffix])]


def _text() -> bytes:
    return ("gemeente: Testdorp\n\n" + "".join(f"{who}: {said}\n\n" for who, said in TALK)).encode()


def _markdown() -> bytes:
    return "".join(f"**{who}:** {said}\n\n" for who, said in TALK).encode()


def _captions() -> bytes:
    cues = (f"00:00:0{n}.000 --> 00:00:0{n + 1}.500\n<v {who}>{said}</v>\n" for n, (who, said) in enumerate(TALK))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _srt() -> bytes:
    cues = (
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},500\n{who}: {said}\n" for n, (who, said) in enumerate(TALK, start=1)
    )
    return "\n".join(cues).encode()


def _json() -> bytes:
    segments = (
        f'{{"start": {n}.0, "end": {n + 1}.5, "text": " {said}", "speaker": "{who}"}}'
        for n, (who, said) in enumerate(TALK)
    )
    return f'{{"segments": [{", ".join(segments)}], "language": "nl"}}'.encode()


def _csv() -> bytes:
    return ("spreker;tekst;begin\n" + "".join(f"{who};{said};00:00:01\n" for who, said in TALK)).encode()


def _xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (("Spreker", "Tekst"), *TALK):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _docx() -> bytes:
    import docx

    document = docx.Document()
    for who, said in TALK:
        document.add_paragraph().add_run(f"{who}: ").bold = True
        document.paragraphs[-1].add_run(said)
    table = document.add_table(rows=0, cols=2)
    for pair in TALK:
        for cell, words in zip(table.add_row().cells, pair, strict=True):
            cell.text = words
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _odt() -> bytes:
    said = "".join(f"<text:p>{who}: {words}</text:p>" for who, words in TALK)
    names = "urn:oasis:names:tc:opendocument:xmlns"
    body = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0">'
        f"<office:body><office:text>{said}</office:text></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", body)
    return written.getvalue()


def _rtf() -> bytes:
    said = "".join(rf"\b {who}:\b0  {words}\par " for who, words in TALK)
    return (r"{\rtf1\ansi\ansicpg1252 {\fonttbl{\f0 Arial;}}" + said + "}").encode("ascii")


def _pdf() -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    written = io.BytesIO()
    with PdfPages(written) as pages:
        figure = Figure()
        figure.text(0.1, 0.9, "\n".join(f"{who}: {said}" for who, said in TALK), va="top")
        pages.savefig(figure)
    return written.getvalue()


_MAKERS: dict[str, Callable[[], bytes]] = {
    ".txt": _text,
    ".md": _markdown,
    ".docx": _docx,
    ".odt": _odt,
    ".rtf": _rtf,
    ".pdf": _pdf,
    ".vtt": _captions,
    ".srt": _srt,
    ".json": _json,
    ".csv": _csv,
    ".xlsx": _xlsx,
}


def fuzz(suffix: str, n_seconds: int) -> None:
    """Fuzz one reader, and end the program."""
    known, kept = FOUND / f"begin{suffix}", FOUND / f"gevonden{suffix}"
    for folder in (known, kept):
        folder.mkdir(parents=True, exist_ok=True)
    made = examples(suffix)
    for number, content in enumerate(made):
        (known / f"voorbeeld-{number}").write_bytes(content)
    limits = [f"-max_total_time={n_seconds}", "-timeout=20", "-rss_limit_mb=2048", "-max_len=20000", "-seed=1"]
    kept_as = [f"-artifact_prefix={kept}/fout-", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *limits, *kept_as, str(kept), str(known)], target(suffix, made[0]))
    atheris.Fuzz()


def main() -> int:
    """Fuzz the reader named, or every reader in a process of its own; not 0 if anything broke."""
    if len(sys.argv) > 2:
        fuzz(sys.argv[1], int(sys.argv[2]))
    n_seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    broken = []
    for suffix in READERS:
        print(f"{suffix}: {n_seconds} s", flush=True)
        done = subprocess.run([sys.executable, __file__, suffix, n_seconds], check=False)
        broken += [suffix] if done.returncode else []
    print(f"Broke: {', '.join(broken)}; see {FOUND}" if broken else "Nothing broke.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
