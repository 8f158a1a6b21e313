"""Transcripts in which single words say who speaks: streams of words, and segments with words of several speakers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.reading.json_values import as_span, as_text, get, items


class Word(NamedTuple):
    """One word: who says it (empty: not known), and when, in seconds."""

    text: str
    speaker: str
    begin: float | None
    end: float | None


class Run(NamedTuple):
    """Words of one speaker in a row; the speaker as it stands in the file, a number or a text."""

    speaker: Any
    text: str
    begin: float | None
    end: float | None


_TAGS = ("speakerTag", "speaker_tag")
# A word of a stream: its speaker as it stands there, the text with the space before it, begin and end.
Streamed = tuple[Any, str, Any, Any]


def cut_at_speakers(text: str, words: list[Word], otherwise: str) -> list[Run] | None:
    """Cut the text of a segment where another speaker's word begins; nothing of it is lost.

    A word of nobody belongs to the speaker before it, at the beginning to the first that is known.

    Parameters
    ----------
    text
        What the segment says.
    words
        Its words, in order.
    otherwise
        The speaker of the segment, for when no word has one.

    Returns
    -------
    list[Run] | None
        None if the words say otherwise than ``text``, so that it cannot be cut.

    Examples
    --------
    >>> said = [Word("Hoe?", "A", 0.0, 1.0), Word("3", "", None, None), Word("keer.", "B", 2.0, 2.5)]
    >>> [(run.speaker, run.text) for run in cut_at_speakers("Hoe? 3 keer.", said, "")]
    [('A', 'Hoe? 3'), ('B', 'keer.')]
    """
    starts: list[tuple[int, Word]] = []
    position, speaker = 0, next((word.speaker for word in words if word.speaker), otherwise)
    known = speaker
    for word in words:
        found = text.find(word.text, position)
        if found < 0 or text[position:found].strip():
            return None
        if word.speaker and word.speaker != speaker:
            starts.append((found, word))
            speaker = word.speaker
        position = found + len(word.text)
    if text[position:].strip():
        return None
    bounds = [0, *(start for start, _ in starts), len(text)]
    speakers = [known, *(word.speaker for _, word in starts)]
    times = _times(words, known)
    return [
        Run(who, text[first:last].strip(), *span)
        for who, first, last, span in zip(speakers, bounds[:-1], bounds[1:], times, strict=True)
    ]


def _times(words: list[Word], speaker: str) -> list[tuple[float | None, float | None]]:
    """Return begin and end of each run of words of one speaker."""
    runs: list[list[Word]] = [[]]
    for word in words:
        if word.speaker and word.speaker != speaker:
            runs.append([])
            speaker = word.speaker
        runs[-1].append(word)
    return [_span([word.begin for word in run], [word.end for word in run]) for run in runs]


def _span(begins: list[float | None], ends: list[float | None]) -> tuple[float | None, float | None]:
    first = min((begin for begin in begins if begin is not None), default=None)
    last = max((end for end in ends if end is not None), default=None)
    return (first, last) if first is not None else (None, None)


def runs_of_speakers(words: Iterable[Streamed]) -> list[Run]:
    """Join the words of a stream to runs of one speaker; a word of nobody goes on for the one before it.

    Examples
    --------
    >>> runs_of_speakers([(0, " Ja", 0.0, 0.5), (None, ".", None, None), (1, " Nee", 1, 2)])
    [Run(speaker=0, text='Ja.', begin=0.0, end=0.5), Run(speaker=1, text='Nee', begin=1.0, end=2.0)]
    """
    groups: list[tuple[Any, list[Streamed]]] = []
    for word in words:
        if groups and (word[0] is None or groups[-1][0] == word[0]):
            groups[-1][1].append(word)
        else:
            groups.append((word[0], [word]))
    return [_run(speaker, group) for speaker, group in groups]


def _run(speaker: Any, group: list[Streamed]) -> Run:
    spans = [as_span(begin, end) for _, _, begin, end in group]
    begin, end = _span([begin for begin, _ in spans], [end for _, end in spans])
    return Run(speaker, as_text("".join(text for _, text, _, _ in group)), begin, end)


def word_streams(value: Any) -> list[Streamed]:
    """Return the words of a file that has no segments: AWS, Deepgram, Speechmatics, Google, ElevenLabs; else none."""
    results = get(value, "results")
    if isinstance(results, dict):
        return _from_aws(results) or _from_deepgram(results)
    if isinstance(results, list):
        return _from_google(results) or _from_speechmatics(results)
    return [
        (get(word, "speaker_id", "speaker"), _spaced(word, "text"), get(word, "start"), get(word, "end"))
        for word in items(value, "words")
        if isinstance(get(word, "text"), str)
    ]


def _from_aws(results: dict[str, Any]) -> list[Streamed]:
    """Return the words of AWS Transcribe; older files say apart from them who speaks at which time."""
    labels = {
        str(get(item, "start_time")): get(item, "speaker_label")
        for segment in items(get(results, "speaker_labels"), "segments")
        for item in items(segment, "items")
    }
    words: list[Streamed] = []
    for item in items(results, "items"):
        content, begin = get(next(iter(items(item, "alternatives")), None), "content"), get(item, "start_time")
        if isinstance(content, str):
            speaker = get(item, "speaker_label") or labels.get(str(begin))
            is_mark = get(item, "type") == "punctuation"
            words.append((speaker, content if is_mark else f" {content}", begin, get(item, "end_time")))
    return words


def _from_deepgram(results: dict[str, Any]) -> list[Streamed]:
    first = next(iter(items(next(iter(items(results, "channels")), None), "alternatives")), None)
    return [
        (get(word, "speaker"), f" {text}", get(word, "start"), get(word, "end"))
        for word in items(first, "words")
        if isinstance(text := get(word, "punctuated_word", "word"), str)
    ]


def _from_google(results: list[Any]) -> list[Streamed]:
    """Return the words of Google; where they have a speaker's tag, the last result repeats all words with theirs."""
    groups = [items(next(iter(items(result, "alternatives")), None), "words") for result in results]
    tagged = [group for group in groups if any(get(word, *_TAGS) for word in group)]
    return [
        (
            get(word, "speakerLabel", *_TAGS),
            f" {text}",
            get(word, "startTime", "startOffset", "start_time"),
            get(word, "endTime", "endOffset", "end_time"),
        )
        for group in tagged[-1:] or groups
        for word in group
        if isinstance(text := get(word, "word"), str)
    ]


def _from_speechmatics(results: list[Any]) -> list[Streamed]:
    words: list[Streamed] = []
    for item in results:
        best = next(iter(items(item, "alternatives")), None)
        content = get(best, "content")
        if isinstance(content, str):
            is_mark = get(item, "type") == "punctuation"
            text = content if is_mark else f" {content}"
            words.append((get(best, "speaker"), text, get(item, "start_time"), get(item, "end_time")))
    return words


def _spaced(word: Any, key: str) -> str:
    """Return a word of ElevenLabs, which writes the spaces between words as items of their own."""
    text = get(word, key)
    return str(text) if get(word, "type") in ("word", "spacing") else f" {text}"
