"""Exact ages of children up to seventeen. Groups, ranges, counts and lengths of time are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.privacy.contact_words import HESITATION, THING, any_case, follows_thing
from pipeline.privacy.mentions import Mention

_WORDS = (
    r"twee(?:ën|en|e\u0308n)half|drie(?:ën|en|e\u0308n)half|vier(?:en|ën)half|anderhalf|half|twee|drie|vier|vijf|zes|zeven|acht|"
    r"negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien"
)
_ONE = r"(?:één|e\u0301e\u0301n|een)"
_AGE = rf"(?:1[0-7]|\d|{_WORDS})"
_PERIOD = r"(?:jaar|jaren|jr\b\.?|jaartjes?|maand(?:en|jes?)?|mnd|weken|week|weekjes?|dagen|dag)"
_QUICK = r"(?=[\dehé]|tw|d[re]|vi|ze|ac|ne|ti|ve|an)"
_CANDIDATE = any_case(
    rf"(?<![\w.,:/€+-]){_QUICK}(?:(?:1[0-7]|\d)(?:[.,]5|½)?|{_WORDS}|{_ONE}(?=\s{_PERIOD}\b(?!\sof\s)))(?![\w%°€½+]|[.,:/]\d|\s?[%€])"
)
_YOUNG = (
    r"\b(?:pleeg|stief|klein|half|school|tweeling|buur)?(?:kind(?:je|eke|jen)?|kleintje|kleine|baby(?:['’]?tje)?|peuter|kleuter|"
    r"puber|tiener|jongen|jongetje|jongske|jong|jochie|joch|meisje|meiske|meid|meidje|dochter(?:tje|ke)?|zoon|zoontje|"
    r"zus|zusje|broer|broertje|neefje|nichtje|neef|nicht|leerling|ventje|mannetje|manneke|knul|knulletje|gastje|gast|"
    r"oudste|jongste|middelste|tweeling|eentje|hummel|ukkie|dreumes|zuigeling|scholier|brugklasser|jongere|cli[eë]nt|"
    r"cli[eë]ntje|pupil|wicht|kereltje|kerel|dametje|vriendin(?:netje)?|vriendje|klasgenoot|slachtoffer)\b"
)
_SEVERAL = (
    r"\b(?:(?:twee|drie|vier|vijf|\d|mijn|m['’]n|onze|haar|zijn|z['’]n|hun|de|die|beide|allebei)\s(?:\w{2,12}\s)?)"
    r"(?:klein|pleeg|stief)?(?:kinderen|kids|jongens|meisjes|meiden|dochters|zoons|zonen|zussen|zusjes|broers|broertjes|jongetjes|wichter|wichten|neven|nichten)\b"
)
_NAME = (
    r"(?-i:(?<!\w)(?!(?:Dat|Het|Dit|Wat|Er|Daar|Hier|Nu|Toen|Die|Wie|Hoe|Waar|Dan|Alles|Een|Eén|Één|Groep|Klas|Stap|Vraag|Artikel|"
    r"Tussen|En|Maar|Want|Ook|Dus|Of|Zo|Ja|Nee|Wij|We|Jullie|U|Fase|Versie|Deel|Punt|Tabel|Pagina)\b)[A-ZÀ-Þ][^\W\d_]{1,20})"
)
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_ADVERB = (
    rf"(?:nu|net|pas|toen|nog|ook|inmiddels|intussen|ondertussen|bijna|al|alweer|dan|vandaag|gisteren|morgen|straks|zelf|maar|"
    rf"geloof|denk|dacht|ik|volgens|mij|ongeveer|precies|wel|dus|gewoon|eigenlijk|amper|nauwelijks|hooguit|krap|ruim|zowat|(?:nog\s)?geen|zo['’]n|in\s(?:{_MONTHS})|(?:dit|vorig|volgend)\sjaar|"
    rf"(?:vorige|volgende|deze)\s(?:week|maand)|een\sjaar\sof|rond\sde|hè|{HESITATION})"
)
_RELATIVE = rf"(?:{_YOUNG}(?:\svan(?:\s\w{{1,15}}){{1,2}}?)?|{_SEVERAL}|\b(?:hij|zij|ze|['’]?ie|ik|jij|je)\b)"
_PERSON = rf"(?:{_RELATIVE}|\bdie\b|{_NAME})"
_BE = r"\b(?:is|was|ben|bent|wordt|word|werd|zijn|waren|worden|werden|zal|zou)\b"
_IS = any_case(_BE)
_ADVERBS = rf"(?:[\s,]{{1,3}}{_ADVERB})*"
_END = r"[\s,]{1,3}\Z"

# What stands before an age; the name says how much must follow.
_AFTER_VAN = any_case(rf"(?:{_YOUNG}|{_SEVERAL}){_ADVERBS}[\s,(]{{1,3}}van{_ADVERBS}{_END}")
_AFTER_BE = any_case(rf"(?:{_PERSON}{_ADVERBS},?\s{_BE}|{_BE}\s{_PERSON}){_ADVERBS}{_END}")
_BESIDE = any_case(
    rf"(?:(?:{_YOUNG}|{_SEVERAL})(?:\s?\(|\s?[,:–-]\s?|\svan(?:\s\w{{1,12}}){{1,2}},\s){_ADVERBS}\s?|{_NAME}\s?\()\Z"
)
_BEFORE_BE = any_case(
    rf"(?:{_RELATIVE}|{_YOUNG},?\s(?:die|dat)\b|\b(?:toen|als|dat|of|nu|sinds|omdat|totdat|tot|voordat|terwijl|nadat|en)\s{_NAME}){_ADVERBS}{_END}"
)
_AFTER_AGE = any_case(
    r"(?<!vanaf de )(?<!tot de )(?<!onder de )(?<!boven de )\bleeftijd(?:\s(?:is|was|van)|:){1,2}\s\Z"
)
_HOW_OLD = any_case(
    rf"\bhoe\soud\b[^?\n]{{0,40}}[?\n][\s\[\]\d:.]{{0,20}}(?:[\w ]{{1,25}}:\s)?(?:(?:die|hij|ze|zij|is|wordt|nou|ja|{_ADVERB})[\s,.]{{1,3}}){{0,5}}\Z"
)
_MORE = any_case(
    rf"\)?(?:\s?,\s?|\s)(?:en\s|of\s|,\s)?(?:(?:de|het|een|één|eentje|die|mijn|haar|zijn)\s)?(?:(?:oudste|jongste|middelste|andere?|"
    rf"tweede|derde|{_YOUNG})\s)?(?:{_BE}\s)?(?:{_ADVERB}\s)?(?:van\s)?\(?\Z"
)
_ASKED_OF = any_case(rf"{_YOUNG}\?\s(?:{_ADVERB}\s)?\Z")
_NAME_BESIDE = any_case(rf"{_NAME},\s\Z|{_YOUNG}\s\Z")
_STARTS = any_case(r"(?:\A|[.!?:\n]\s?|\b(?:en|maar|net|pas|nu|ja|bijna|inmiddels|toen)\s)\Z")
_IS_HE = any_case(r"\s(?:is|was|wordt|werd|ben)\s(?:hij|ze|zij|ie|ik)\b")
_SMALL = any_case(r"\b(?:baby\w*|zuigeling|kleintje|kleine|kindje|hummel|pasgeboren\w*)\b")
_NAME_OF = any_case(rf"(?<=[\w,] ){_NAME},?\svan\s\Z")
_THAT_OF = any_case(r"\bdie\svan\s\Z")
_ONE_OF = any_case(rf"\b(?:{_ONE}|eentje|ene|andere?)\s(?:is\s|was\s)?(?:van\s)?\Z")

_STOP = r"\s*(?:[.,;:!?)\]\"”’…]|\s-\s|–|—|\Z|\n)"
_GOES_ON = (
    r"\s(?:geworden|die|dat|en|of|met|in|op|bij|is|was|had|heeft|als|toen|dus|maar|want|nu|denk|dacht|geloof|hè|he|ja|nee|"
    r"ongeveer|inmiddels|ook|nog|al|dan|aan|uit|om|niet|wel|hij|ze|zij|ik|we|wij|je|u|jij|zit|zat|gaat|ging|kan|kon|woont|zo|"
    rf"omdat|terwijl|waar|thuis|binnen|buiten|boven|beneden|gisteren|even|moet|mocht|mag|wil|vond|zei|zegt|kwam|stond|eens|soms|alles|ons|samen|tegen|door|zonder|volgens|wordt|werd|zijn|waren|per\songeluk|{HESITATION})\b"
)
_AND_OF = any_case(rf"(?:\sjaar)?,?\sen\s(?:{_ONE}\s)?van\s{_AGE}(?:{_STOP}|{_GOES_ON}|\s{_PERIOD})")
_STRICT, _OPEN = any_case(_STOP), any_case(f"{_STOP}|{_GOES_ON}")
_ENDED = any_case(
    rf"{_STOP}|\s(?:denk|dacht|geloof|misschien|ongeveer|inmiddels|toen|nu|pas)\b|\s(?:en|of)\s{_AGE}(?:\s(?:jaar|jr\.?)\b)?(?:{_STOP})"
)
_COUNTED = any_case(
    r"\s(?:\w*(?:en|s|['’]s)\b|meter|kilo|keer|uur|kwartier|euro|procent|man|minuut|cent|punt|maal|van|op\sde|dagdeel|havo|vwo|vmbo|mavo|hoog|à)\b"
)
_RANGE = any_case(
    rf"\s?(?:[-–—/]\s?(?:\d|{_WORDS})|(?:tot|t/m|à|a)\s(?:en\smet\s)?(?:de\s)?(?:\d|{_WORDS}|acht|twintig)|-?\s?(?:plus|min)\b|\+|\s(?:jaar\s)?(?:en|of)\s(?:ouder|jonger|hoger|meer|minder)\b)"
)
_UNIT = any_case(rf"(?:\s|-)?{_PERIOD}(?!\w)")
_OLD = any_case(r"\s(?:oud|jong)\b")
_LASTED = any_case(r"\s(?:geleden|lang|terug|later|eerder|per)\b")
_VERB_NEXT = any_case(
    r"(?:\sjaar)?(?:\soud)?\s(?:is|was|ben|werd|wordt|word|geworden|zijn|waren|worden|werden|zal|zou)\b"
)
_GENERAL = any_case(r"\b(?:als|wanneer|zodra|totdat|tot|vanaf\sdat|voordat|tegen\sdat)\s(?:ze|zij|kinderen|je|jij)\s\Z")

_REASON = "leeftijd van een kind"
_ORDINAL = (
    r"(?:derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde|dertiende|veertiende|vijftiende|zestiende|"
    r"zeventiende|(?:1[0-7]|[3-9])(?:e|de|ste))"
)
_WHOLE_WORDS = (
    any_case(rf"(?<![\w-]){_QUICK}((?:{_AGE}|{_ONE})[-\s]?jarige?)(?=\s(?:\w{{2,15}}e?\s)?(?:{_YOUNG}|leeftijd))"),
    any_case(rf"(?<![\w-]){_QUICK}((?:{_AGE})[-\s]?jarige)(?={_STOP}|{_GOES_ON})"),
    any_case(rf"\b(?:twee|drie|vier|\d)\s((?:{_AGE})[-\s]?jarigen)\b"),
    any_case(
        rf"\b(?:op|sinds|rond|voor|na|vanaf)\s(?:zijn|haar|mijn|z['’]n|d['’]r|m['’]n)\s({_ORDINAL})"
        rf"(?={_STOP}|{_GOES_ON}|\s(?:verjaardag|levensjaar)\b)"
    ),
)  # fmt: skip


def ages_of_children(text: str) -> Iterator[Mention]:
    """Yield exact ages of children; a mention covers the number and "jaar" or "maanden" after it."""
    for pattern in _WHOLE_WORDS:
        for match in pattern.finditer(text):
            yield Mention(*match.span(1), "age", 0.7, _REASON)
    last = 0
    for match in _CANDIDATE.finditer(text):
        mention = _weigh(text, match, last)
        if mention:
            last = mention.end
            yield mention


def _weigh(text: str, match: re.Match[str], last: int) -> Mention | None:
    """Return a number as an age if the words on both sides say so; ``last`` is where the age before it ends."""
    after = text[match.end() : match.end() + 60]
    if _RANGE.match(after):
        return None
    before = text[max(0, match.start() - 70) : match.start()]
    unit = _UNIT.match(after)
    end = match.end() + (unit.end() if unit else 0)
    rest = after[unit.end() :] if unit else after
    if unit and _OLD.match(rest) and not follows_thing(match):
        return Mention(match.start(), end, "age", 0.8, _REASON)
    if _LASTED.match(rest):
        return None
    score = _score(
        before, after, rest, unit.group().strip(" -") if unit else "", text[last : match.start()] if last else ""
    )
    return Mention(match.start(), end, "age", score, _REASON) if score else None


def _score(before: str, after: str, rest: str, unit: str, since_last: str) -> float:
    """Return the chance that a number between two texts is an age, 0 if nothing says so."""
    is_open, is_strict, is_years = _OPEN.match(rest), _STRICT.match(rest), unit.lower()[:1] in {"", "j"}
    if (unit or is_open or not _COUNTED.match(rest)) and "van" in before and _AFTER_VAN.search(before):
        return 0.8
    if _may_be(before, rest, unit) and _IS.search(before) and (said := _AFTER_BE.search(before)):
        return 0.5 if re.search(r"\bik\b", said.group(), re.IGNORECASE) else 0.7
    if _ENDED.match(rest) and (
        _BESIDE.search(before) or _is_asked(before) or _AFTER_AGE.search(before) or _ASKED_OF.search(before)
    ):
        return 0.7
    if is_years and _VERB_NEXT.match(after) and not _GENERAL.search(before) and _BEFORE_BE.search(before):
        return 0.6
    if is_open and is_years and len(since_last) < 50 and _MORE.fullmatch(since_last):
        return 0.6
    if unit and is_years and is_strict and _NAME_BESIDE.search(before):
        return 0.6
    if is_years and _IS_HE.match(rest) and _STARTS.search(before):
        return 0.6
    if is_strict and is_years and _NAME_OF.search(before):
        return 0.5
    if before.lower().endswith("van ") and _AND_OF.match(after):
        return 0.6
    another = re.match(rf"(?:\s\w+)?[\s,]{{1,3}}en\s(?:de\s)?(?:(?:{_ONE}|eentje)\svan|andere?)\s", rest)
    return 0.5 if is_open and (_THAT_OF.search(before) or (another and _ONE_OF.search(before))) else 0.0


def _is_asked(before: str) -> bool:
    asked = _HOW_OLD.search(before)
    return bool(asked and not THING.search(asked.group()))


def _may_be(before: str, rest: str, unit: str) -> bool:
    """Say whether "hij is N" may tell an age: "vier jaar bij ons" and "drie weken" are lengths of time."""
    if not unit:
        return bool(_OPEN.match(rest))
    is_strict = bool(_STRICT.match(rest)) and not re.search(r"\bal\s\Z", before, re.IGNORECASE)
    goes_on = re.match(r"\s(?:geworden|en|als|toen|dus|maar|want|die|nu|of|denk|geloof|hè)\b", rest)
    if unit.lower()[0] != "j":
        is_small = bool(_SMALL.search(before))
        return (is_strict and (is_small or unit.lower().startswith("m"))) or (is_small and bool(goes_on))
    return is_strict or bool(goes_on)
