"""Subtitle transcripts: .vtt and .srt of Teams (``<v Naam>``), Zoom (``Naam: tekst``), YouTube, Whisper and others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.cues import BLOCKS, TEAMS_ID, Captions, Cue, is_captions, split_captions, write_times
from pipeline.reading.decoding import decode
from pipeline.reading.header import RULE, declared_names, split_header
from pipeline.reading.labels import find_label
from pipeline.reading.limits import check_amount
from pipeline.reading.near_misses import find_near
from pipeline.reading.parsed import Header, Parsed, Spoken, compose, join_same_speaker
from pipeline.reading.rolling import mend_rolling
from pipeline.reading.speakers import accept_labels, find_doubts
from pipeline.reading.voices import (
    Line,
    bracketed_names,
    has_others,
    is_sound,
    machine_labels,
    split_lines,
    with_colon,
    write_lines,
)

# A cue takes four lines of the file: number, times, words, blank. A character takes at most four bytes.
_LINES_PER_CUE = _BYTES_PER_CHARACTER = 4
_MAX_TOP, _MAX_NAMED, _N_LOOKED_AT = 500, 10, 200
_PROGRAM = re.compile(r"Transcribed with noScribe|Audio file:|\(Language:")
_HOW = (
    "zet 'Naam: ' voor de tekst waar iemand begint te spreken ('I: ' en 'R: ' mag ook); "
    "gaat dezelfde persoon door, dan hoeft er niets voor"
)
_ONCE = (
    "begint deze ondertitel met een naam, zet dan bovenaan het bestand een regel 'interviewer: <naam>' of "
    "'respondent: <naam>'"
)


def read_captions(content: bytes, where: str, declared: set[str]) -> Parsed:
    """Read a .vtt or .srt transcript; the cues of one speaker are joined to one turn, repeats on a rolling screen mended.

    A cue without a name goes on for the speaker before it. Header lines may stand in a NOTE block or on top.

    Raises
    ------
    TranscriptError
        If there are no cues, or too many, or no cue says who speaks.
    """
    found = _split(content, where)
    top = _told(found.top)
    header = _header(found, top, where)
    lines, rolls = mend_rolling(found.cues, [split_lines(cue.text) for cue in found.cues])
    numbered = [(c.number, line) for c, said in zip(found.cues, lines, strict=True) for line in said if not line.voice]
    declared = declared | declared_names(header.values)
    bracketed = bracketed_names((line.words for _, line in numbered), declared)
    opened = [(number, with_colon(line.words, bracketed)) for number, line in numbered]
    labels = accept_labels([words for _, words in opened], declared) | machine_labels(words for _, words in opened)
    spoken, early = _spoken(found.cues, lines, labels, bracketed, where)
    has_voices = any(line.voice for said in lines for line in said)
    doubts = [] if has_voices else find_doubts(opened, labels, "cue")
    further = [n for n, line in enumerate(top, start=1) if n > header.n_lines and line.strip(RULE)]
    warnings = [*header.warn_unused(further), *_warn(found, early), *doubts]
    form = _form(found, has_voices, rolls, where)
    return compose(join_same_speaker(spoken), header, "cue", warnings, form)


def _split(content: bytes, where: str) -> Captions:
    check_amount(len(content) // _BYTES_PER_CHARACTER, 0, where)
    raw = decode(content, where).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    n_characters = sum(map(len, raw))
    check_amount(n_characters, len(raw) // _LINES_PER_CUE, where)
    found = split_captions(raw)
    _require_cues(found, where)
    check_amount(n_characters, sum(cue.text.count("\n") + 1 for cue in found.cues), where)
    return found


def _require_cues(found: Captions, where: str) -> None:
    if found.cues:
        return
    if any(line.startswith("WEBVTT") for line in found.top):
        what = "geen ondertitels (cues) gevonden; een cue is een tijdregel '00:00:01.000 --> 00:00:04.000' met tekst"
    else:
        what = "geen geldig ondertitelbestand: de eerste regel is geen 'WEBVTT' en er staan geen cues in"
    raise TranscriptError(Problem(where, what))


def plain_captions(content: bytes, where: str) -> bytes:
    """Return a .vtt or .srt in which each line stands once and by itself, so that names in it can be replaced.

    A file without repeats of a rolling screen and without speakers in the middle of a line is returned as it is.
    What ``read_captions`` reads in it stays the same, but for the numbers of cues.

    Raises
    ------
    TranscriptError
        If there are no cues, or too many.
    """
    found = _split(content, where)
    lines, rolls = mend_rolling(found.cues, [split_lines(cue.text) for cue in found.cues])
    if not rolls and not any(has_others(cue.text, said) for cue, said in zip(found.cues, lines, strict=True)):
        return content
    blocks = ["\n".join(block).strip("\n") for block in (found.top, *found.notes)]
    blocks += [f"{write_times(cue)}\n{write_lines(said)}" for cue, said in zip(found.cues, lines, strict=True) if said]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode()


def _told(lines: list[str]) -> list[str]:
    """Return the lines above the first cue, those that belong to the format left blank."""
    told, is_format = list[str](), False
    for line in lines:
        # Below WEBVTT, STYLE and REGION up to a blank line; a NOTE may tell something on each of its lines.
        is_format = line.startswith(BLOCKS) or (is_format and bool(line.strip()))
        is_of_program = _PROGRAM.match(line) is not None
        told.append("" if is_of_program or (is_format and not find_near([line], 1, set())) else line)
        is_format = is_format and not line.startswith("NOTE")
    return told


def _header(found: Captions, top: list[str], where: str) -> Header:
    """Return what the top of the file says, or else what the first lines of each NOTE between cues say."""
    if sum(bool(line.strip()) for line in top) > _MAX_TOP:
        what = f"de eerste ondertitel staat pas op regel {len(top) + 1}; haal weg wat erboven staat en geen kop is"
        raise TranscriptError(Problem(where, what))
    header = split_header(top, in_header=True)
    for note in found.notes[:_MAX_TOP] if not header.values else ():
        later = split_header(note[:_MAX_TOP], in_header=True)
        header = replace(header, values={**later.values, **header.values})
    return header


def _spoken(
    cues: Sequence[Cue], lines: Sequence[list[Line]], labels: set[str], bracketed: set[str], where: str
) -> tuple[list[Spoken], list[int]]:
    """Return who says what, and the numbers of cues with a sound before anybody speaks."""
    spoken, early, name = list[Spoken](), list[int](), ""
    for cue, line in ((cue, line) for cue, said in zip(cues, lines, strict=True) for line in said):
        label, words = _labelled(line, labels, bracketed)
        name = label or name
        if not name and is_sound(words):
            early.append(cue.number)
        elif not name:
            how = _ONCE if find_label(words) else _HOW
            raise TranscriptError(Problem(f"{where}, cue {cue.number}", f"niet bekend wie hier spreekt; {how}"))
        elif line.is_other and label == line.voice:
            what = (
                "hier begint iemand anders te spreken ('>>'), maar er staat niet wie; zet er de naam bij: '>> Naam: '"
            )
            raise TranscriptError(Problem(f"{where}, cue {cue.number}", what))
        elif words:
            spoken.append(Spoken(name, words, cue.number, cue.begin, cue.end))
    if not spoken:
        raise TranscriptError(
            Problem(where, "er staan geen gesproken woorden in de ondertitels; kijk of u het goede bestand hebt")
        )
    return spoken, early


def _labelled(line: Line, labels: set[str], bracketed: set[str]) -> tuple[str, str]:
    """Return the speaker that a line names, or ``""``, and its words."""
    if line.voice:
        return line.voice, line.words
    words = with_colon(line.words, bracketed)
    opening = find_label(words)
    if opening and opening.label in labels:
        return opening.label, words[opening.start :].strip()
    return "", line.words


def _warn(found: Captions, early: list[int]) -> list[str]:
    wrong = [
        f"regel {n}: de tijd van de ondertitel is niet te lezen; de tekst eronder telt wel mee" for n in found.wrong
    ]
    if len(wrong) > _MAX_NAMED:
        wrong[_MAX_NAMED:] = [f"nog {len(wrong) - _MAX_NAMED} regels met een tijd die niet te lezen is"]
    if found.reversed_times:
        n, first = len(found.reversed_times), found.reversed_times[0]
        wrong.append(
            f"bij {n} ondertitels (de eerste is cue {first}) ligt het einde voor het begin; hun tijd telt niet mee"
        )
    if early:
        wrong.append(f"cue {early[0]} noemt een geluid of stilte voor de eerste spreker en telt niet mee")
    return wrong


def _form(found: Captions, has_voices: bool, rolls: bool, where: str) -> str:
    """Name the program that wrote the file, if it can be told."""
    about = "\n".join([*found.top, *(line for note in found.notes[:_N_LOOKED_AT] for line in note)]).casefold()
    cues = found.cues[:_N_LOOKED_AT]
    shown = "\n".join(cue.text for cue in cues)
    signs = {
        "noScribe-": "transcribed with noscribe" in about,
        "Amberscript-": "amberscript" in about,
        "YouTube-": rolls and ("<c" in shown or "kind: captions" in about),
        "Teams-": any(TEAMS_ID.fullmatch(cue.name) for cue in cues) or (has_voices and "</v>" in shown),
        "WhisperX-": "[SPEAKER_" in shown,
        "Whisper-": "<u>" in shown and rolls,
        "Zoom-": "webvtt" in about and not has_voices and all(cue.name.isdigit() for cue in cues),
    }
    program = next((name for name, is_there in signs.items() if is_there), "")
    return f"{program}ondertitels ({Path(where).suffix.lower()})"


__all__ = ["is_captions", "plain_captions", "read_captions"]
