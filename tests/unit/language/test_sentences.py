"""Sentence boundaries in transcribed speech: closing punctuation, line ends, thoughts that break off."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

CLOSING = tuple('.!?…"”’)»]')
# id, text, its sentences without the white space around them
CASES = [
    ("nothing", "", []),
    ("one word", "Ja", ["Ja"]),
    ("one word closed", "Ja.", ["Ja."]),
    ("two", "Ja. Nee.", ["Ja.", "Nee."]),
    ("lower case after full stop", "Ja. nee", ["Ja.", "nee"]),
    ("question and exclamation", "Echt? Ja! Mooi", ["Echt?", "Ja!", "Mooi"]),
    ("question with exclamation", "Echt?! Nou ja", ["Echt?!", "Nou ja"]),
    ("many exclamation marks", "Nee!!! Nooit", ["Nee!!!", "Nooit"]),
    ("no space after full stop", "Ja.Nee", ["Ja.", "Nee"]),
    ("full stop apart", "Ja . Nee", ["Ja .", "Nee"]),
    ("comma", "Ja, nee, nou", ["Ja, nee, nou"]),
    ("dots go on", "dat is... nou ja", ["dat is... nou ja"]),
    ("two dots go on", "dat is.. nou ja", ["dat is.. nou ja"]),
    ("dots before capital", "Dat is... Nou ja", ["Dat is...", "Nou ja"]),
    ("dots apart before capital", "Dat is ... Nou ja", ["Dat is ...", "Nou ja"]),
    ("dots at the end", "Dat is...", ["Dat is..."]),
    ("dots at the start", "...en toen", ["...en toen"]),
    ("dots and two spaces before capital", "Dat is...  Nou ja", ["Dat is...", "Nou ja"]),
    ("dots before line end", "dat is...\nnou ja", ["dat is...", "nou ja"]),
    ("dots with question mark", "Dat is...? nou ja", ["Dat is...?", "nou ja"]),
    ("ellipsis sign goes on", "dat is… nou ja", ["dat is… nou ja"]),
    ("ellipsis sign before capital", "Dat is… Nou ja", ["Dat is…", "Nou ja"]),
    ("ellipsis sign at the end", "Dat is… ", ["Dat is…"]),
    ("ellipsis sign and two spaces before capital", "Dat is…  Nou ja", ["Dat is…", "Nou ja"]),
    ("dots and two spaces go on", "dat is...  nou ja", ["dat is...  nou ja"]),
    ("quote closed after full stop", '"Kom maar." En toen', ['"Kom maar."', "En toen"]),
    ("curly quote closed", "“Kom maar.” En toen", ["“Kom maar.”", "En toen"]),
    ("bracket closed", "(Echt waar.) En toen", ["(Echt waar.)", "En toen"]),
    ("stage direction", "Ja. [lacht] Nee.", ["Ja.", "[lacht] Nee."]),
    ("line end", "een regel\nnog een", ["een regel", "nog een"]),
    ("Windows line end", "een regel\r\nnog een", ["een regel", "nog een"]),
    ("empty lines", "een regel\n\n\n  nog een", ["een regel", "nog een"]),
    ("only white space", " \n ", [""]),
    ("title", "Dhr. Jansen kwam. Ja", ["Dhr. Jansen kwam.", "Ja"]),
    ("abbreviations", "Bijv. de school, d.w.z. wij. Nou", ["Bijv. de school, d.w.z. wij.", "Nou"]),
    ("time and decimals", "Om 10.30 uur, 3,5 fte. Dan", ["Om 10.30 uur, 3,5 fte.", "Dan"]),
    ("number before full stop", "In groep 8. Maar", ["In groep 8.", "Maar"]),
    ("web address", "Op www.school.nl staat het. Ja", ["Op www.school.nl staat het.", "Ja"]),
    ("emoji", "🙂. Ja 🙂 nee", ["🙂.", "Ja 🙂 nee"]),
    ("apostrophe word after full stop", "Ja. 't Is zo", ["Ja.", "'t Is zo"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_sentences(nlp, text, expected):
    assert [sentence.text.strip() for sentence in nlp(text).sents] == expected


@settings(deadline=None)
@given(text=st.text(alphabet="aB 1.!?…,\"'”)]\n\r\t🙂é", max_size=60))
def test_sentences_tile_the_text(nlp: Language, text: str):
    sentences = list(nlp(text).sents)
    assert "".join(sentence.text_with_ws for sentence in sentences) == text
    assert [s.start for s in sentences[1:]] == [s.end for s in sentences[:-1]]


@settings(deadline=None)
@given(text=st.text(alphabet="ab .!?…\"'”)]\n", max_size=60))
def test_only_the_first_sentence_starts_with_white_space_or_a_closing_sign(nlp: Language, text: str):
    later = list(nlp(text).sents)[1:]
    assert [s.text for s in later if s[0].is_space or s[0].text in CLOSING] == []


def test_sentences_do_not_depend_on_the_turn_before(nlp):
    alone = [s.text for s in nlp("Nee hoor. Ja").sents]
    _, second = nlp.pipe(["Open einde zonder punt", "Nee hoor. Ja"])
    assert [s.text for s in second.sents] == alone == ["Nee hoor.", "Ja"]
