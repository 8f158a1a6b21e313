"""Birth dates, typed or said. The date of a meeting, an interview or a law is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.privacy.contact_words import NUMBER, THING, any_case, follows_thing
from pipeline.privacy.mentions import Mention

_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?"
)
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|tweeduizend\s?(?:en\s)?(?:{NUMBER})?|(?:negentien|twintig)(?:honderd)?\s?{NUMBER})"
_DAY = rf"(?:\d{{1,2}}(?:e|ste|de)?|(?:{NUMBER})(?:de|ste)?|eerste|derde|achtste)"
_DATE = any_case(
    rf"(?<![\w-])(?:\d{{1,2}}\s?([-/. ])\s?\d{{1,2}}\s?\1\s?(?:\d{{4}}|['’]?\d\d)(?!\w)|(?:19|20)\d\d-\d\d-\d\d(?!\w)"
    rf"|(?=\d|[eé]|tw|d[re]|nu|ta|vi|ze|ac|ne|ti|ve){_DAY}\s(?:van\s)?{_MONTH}(?P<year>\s(?:van\s)?{_YEAR}(?!\w))?"
    rf"|(?=\d|[eé]|tw|d[re]|nu|ta|vi|ze|ac|ne|ti|ve){_DAY}\s(?:{NUMBER}|\d{{1,2}})\s(?:{_YEAR})(?!\w))"
)
_BIRTH_YEAR = r"\b(?:geboren|geboortejaar|bouwjaar)(?:\W{1,3}(?:is|was|in|uit|van|ergens|eind|begin|rond|zo'n)){0,4}"
_BIRTH_YEARS = (
    any_case(rf"{_BIRTH_YEAR}\W{{1,3}}((?:{_MONTH}\s)?{_YEAR})(?!\w)"),
    any_case(rf"\b(?:in|uit|van)\s((?:{_MONTH}\s)?{_YEAR})\s(?:\w+\s)?geboren\b"),
    any_case(rf"\b(?:jongen|meisje|kind|zoon|dochter|jongetje|zoontje|dochtertje|baby)\s(?:uit|van)\s({_YEAR})(?!\w)"),
)
_BIRTH = r"\b(?:geboren|geboorte\w{0,12}|jarig|verjaar\w{0,6}|geb\.|ter wereld|bevallen|uitgerekend|(?:hij|zij|ze|ik)\s(?:is|ben)\svan)"
_BIRTH_WORD = any_case(_BIRTH)
_BIRTH_BEFORE, _BIRTH_AFTER = any_case(rf"{_BIRTH}(.{{0,60}})\Z"), any_case(rf"(.{{0,60}}?){_BIRTH}")


def birth_dates(text: str) -> Iterator[Mention]:
    """Yield full dates near a word such as "geboren" or "jarig", and years of birth."""
    for pattern in _BIRTH_YEARS:
        for match in pattern.finditer(text):
            if not follows_thing(match):
                yield Mention(*match.span(1), "date", 0.9, "geboortejaar")
    if not _BIRTH_WORD.search(text):
        return
    for match in _DATE.finditer(text):
        reach = 60 if match["year"] or match.group()[-1].isdigit() else 30
        before = _BIRTH_BEFORE.search(" ".join(text[max(0, match.start() - 80) : match.start()].splitlines()))
        after = _BIRTH_AFTER.match(" ".join(text[match.end() : match.end() + 80].splitlines()))
        for gap in (found.group(1) for found in (before, after) if found):
            is_near = len(gap) <= (20 if re.search("[.!?]", gap) else reach)
            if is_near and not THING.search(gap):
                yield Mention(*match.span(), "date", 0.9, "geboortedatum")
                break
