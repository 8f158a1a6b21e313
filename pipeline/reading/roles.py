"""Give every label a role; what cannot be known for certain is asked for, never guessed."""

from __future__ import annotations

from collections import Counter

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.labels import is_interviewer_label, is_respondent_label, names_in, same_name
from pipeline.reading.parsed import Parsed


def assign_roles(parsed: Parsed, interviewer: str, respondents: str, where: str) -> dict[str, str]:
    """Return label -> ``interviewer`` or ``respondent``.

    Parameters
    ----------
    parsed
        The transcript.
    interviewer, respondents
        Names from the header or manifest, several divided by ``;``; may be empty.

    Raises
    ------
    TranscriptError
        If the interviewer is unknown, a declared name does not occur, a speaker is unknown, or nobody answers.
    """
    counts = Counter(turn.label for turn in parsed.turns)
    asked, answered = _names(interviewer), _names(respondents)
    missing = [name for name in (*asked, *answered) if same_name(name) not in set[str]().union(*map(names_in, counts))]
    # A header may name people while the lines carry I: and R:; then the labels speak for themselves.
    if missing and not all(is_interviewer_label(label) or is_respondent_label(label) for label in counts):
        raise TranscriptError(
            Problem(
                where,
                f"spreker '{missing[0]}' uit kop of manifest komt niet voor; gevonden sprekers: {_listed(counts)}",
            )
        )
    # What header or manifest declare comes before what a label says of itself: "I" may be Imke.
    declared_answering = {x for x in counts if names_in(x) & (_folded(answered) - _folded(asked))}
    is_asking = {x for x in counts if names_in(x) & _folded(asked) or is_interviewer_label(x)} - declared_answering
    is_answering = declared_answering | {x for x in counts if is_respondent_label(x)} - is_asking
    unknown = [label for label in counts if label not in is_asking | is_answering]
    if unknown and not is_asking:
        raise TranscriptError(
            Problem(
                where, f"niet bekend wie de interviewer is; gevonden sprekers: {_listed(counts)}; {_advice(parsed)}"
            )
        )
    if unknown and is_answering:
        line_no = next(turn.line_no for turn in parsed.turns if turn.label == unknown[0])
        raise TranscriptError(
            Problem(
                f"{where}, {parsed.unit} {line_no}",
                f"onbekende spreker '{unknown[0]}' ({_turns(counts[unknown[0]])}); bekend zijn: "
                f"{_listed({x: counts[x] for x in counts if x not in unknown})}; {_advice_about(parsed, unknown[0])} "
                "(meer namen met ; ertussen)",
            )
        )
    roles = {label: "interviewer" if label in is_asking else "respondent" for label in counts}
    if "respondent" not in roles.values():
        raise TranscriptError(
            Problem(
                where, f"geen enkele beurt van een respondent; gevonden sprekers: {_listed(counts)}; {_advice(parsed)}"
            )
        )
    return roles


def _advice(parsed: Parsed) -> str:
    column = "vul de kolom interviewer van manifest.csv"
    return f"zet bovenaan het bestand een regel 'interviewer: <naam>' of {column}" if parsed.has_top else column


def _advice_about(parsed: Parsed, label: str) -> str:
    if parsed.has_top:
        return f"zet bovenaan het bestand 'respondent: {label}' of 'interviewer: {label}'"
    return f"zet '{label}' in de kolom respondent of interviewer van manifest.csv"


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(";") if name.strip()]


def _folded(names: list[str]) -> set[str]:
    return {same_name(name) for name in names}


def _listed(counts: dict[str, int]) -> str:
    shown = [f"'{label}' ({_turns(n)})" for label, n in list(counts.items())[:6]]
    return ", ".join(shown) + (", ..." if len(counts) > 6 else "")


def _turns(n: int) -> str:
    return f"{n} {'beurt' if n == 1 else 'beurten'}"
