"""What gives somebody away by its form: found with its kind and its exact place, and what only looks like it is left."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.frames import NAME_KINDS
from pipeline.privacy.contact import find_contact

# Text, then what is found in it: passage and kind, in order.
FOUND: list[tuple[str, list[tuple[str, str]]]] = [
    ("Bel 06-12345678 maar.", [("06-12345678", "phone")]),
    ("Bel 0612345678, dan hoor je het.", [("0612345678", "phone")]),
    ("het is 06 12 34 56 78 ja", [("06 12 34 56 78", "phone")]),
    ("06.12.34.56.78", [("06.12.34.56.78", "phone")]),
    ("Op 0543-123456.", [("0543-123456", "phone")]),
    ("Bel (0543) 12 34 56 of kom langs.", [("(0543) 12 34 56", "phone")]),
    ("020/1234567", [("020/1234567", "phone")]),
    ("+31 6 12 34 56 78", [("+31 6 12 34 56 78", "phone")]),
    ("+31 (0)6 12345678 is haar nummer", [("+31 (0)6 12345678", "phone")]),
    ("0031612345678", [("0031612345678", "phone")]),
    ("een Vlaams nummer, +32 470 12 34 56", [("+32 470 12 34 56", "phone")]),
    ("Bel 0900-1234567.", [("0900-1234567", "phone")]),
    ("088 123 45 67, op werkdagen", [("088 123 45 67", "phone")]),
    ("06 1 2 3 4 5 6 7 8", [("06 1 2 3 4 5 6 7 8", "phone")]),
    ("06, en dan 12 34 56 78", [("06, en dan 12 34 56 78", "phone")]),
    ("06-1234\n5678 is het", [("06-1234\n5678", "phone")]),
    ("06 12345678, 15 jaar lang hetzelfde", [("06 12345678", "phone")]),
    ("nul zes, twaalf vierendertig zesenvijftig achtenzeventig", [("nul zes, twaalf vierendertig zesenvijftig achtenzeventig", "phone")]),
    ("ja nul zes eh een twee drie, en dan vier vijf zes zeven acht hoor", [("nul zes eh een twee drie, en dan vier vijf zes zeven acht", "phone")]),
    ("nul een een vijf vijf vijf drie twee acht negen nul en vraag", [("nul een een vijf vijf vijf drie twee acht negen nul", "phone")]),
    ("nul vijf vier drie, vijfhonderdtwaalf driehonderdvier", [("nul vijf vier drie, vijfhonderdtwaalf driehonderdvier", "phone")]),
    ("plus eenendertig zes twaalf vierendertig zesenvijftig achtenzeventig", [("plus eenendertig zes twaalf vierendertig zesenvijftig achtenzeventig", "phone")]),
    ("nul zes, 12 34, zesenvijftig, 78", [("nul zes, 12 34, zesenvijftig, 78", "phone")]),
    ("mijn telefoonnummer is 55 01 32", [("55 01 32", "phone")]),
    ("Bel de gemeente op 14 0543.", [("14 0543", "phone")]),
    ("06-12345678 of 0543-123456", [("06-12345678", "phone"), ("0543-123456", "phone")]),
    ("0612345678 0687654321", [("0612345678", "phone"), ("0687654321", "phone")]),
    ("het staat op 123456789012", [("123456789012", "number")]),
    ("het was 12 34 56 78", [("12 34 56 78", "number")]),
    ("Mail jan.devries@stichting.nl.", [("jan.devries@stichting.nl", "email")]),
    ("info@de-kade.example, met streepje", [("info@de-kade.example", "email")]),
    ("Doe maar k.o_p+x@sub.kade.org hoor", [("k.o_p+x@sub.kade.org", "email")]),
    ("mail jan@\nstichting.nl", [("jan@\nstichting.nl", "email")]),
    ("mail jan.de.\nvries@stichting.nl", [("jan.de.\nvries@stichting.nl", "email")]),
    ("mail jan@stichting.\nnl graag", [("jan@stichting.\nnl", "email")]),
    ("mail jan@stich-\nting.nl graag", [("jan@stich-\nting.nl", "email")]),
    ("mail jan @ stichting.nl", [("jan @ stichting.nl", "email")]),
    ("dat is jan punt de vries apenstaartje stichting punt nl hoor", [("jan punt de vries apenstaartje stichting punt nl", "email")]),
    ("mail naar info apenstaartje eh de kade punt nl ja", [("info apenstaartje eh de kade punt nl", "email")]),
    ("het is eh marit streepje bos at kade punt org", [("marit streepje bos at kade punt org", "email")]),
    ("mijn mail is p underscore bos apenstaartje gmail punt com", [("p underscore bos apenstaartje gmail punt com", "email")]),
    ("mail op marit bos apenstaartje hotmail", [("marit bos apenstaartje hotmail", "email")]),
    ("naar j b o s apenstaartje kade punt eu", [("j b o s apenstaartje kade punt eu", "email")]),
    ("marit apenstaartje kade", [("marit apenstaartje kade", "email")]),
    ("marit@kade", [("marit@kade", "email")]),
    ("jan at kade.nl", [("jan at kade.nl", "email")]),
    ("jan(at)kade.nl", [("jan(at)kade.nl", "email")]),
    ("jan [at] kade [dot] nl", [("jan [at] kade [dot] nl", "email")]),
    ("naar jan@kade punt nl", [("jan@kade punt nl", "email")]),
    ("Zie https://www.kade.nl/team?x=1.", [("https://www.kade.nl/team?x=1", "web")]),
    ("op www.kade.amsterdam staat het", [("www.kade.amsterdam", "web")]),
    ("Kijk op dekade.nl, daar staat het.", [("dekade.nl", "web")]),
    ("op jeugd.dekade.nl/team/oost kun je kijken", [("jeugd.dekade.nl/team/oost", "web")]),
    ("DEKADE.NL", [("DEKADE.NL", "web")]),
    ("op dekade.example of dekade.test", [("dekade.example", "web"), ("dekade.test", "web")]),
    ("ga naar www punt de kade punt nl voor meer", [("www punt de kade punt nl", "web")]),
    ("kijk op de kade punt nl", [("de kade punt nl", "web")]),
    ("volg @marit_bos eens", [("@marit_bos", "web")]),
    ("haar insta is marit_1998", [("marit_1998", "web")]),
    ("op snapchat heet ze bosuiltje", [("bosuiltje", "web")]),
    ("mijn instagram account bos.marit12 is openbaar", [("bos.marit12", "web")]),
    ("op TikTok @marit.12", [("@marit.12", "web")]),
    ("postcode 6 7 8 9 x y", [("6 7 8 9 x y", "postcode")]),
    ("Wij wonen op 1234 AB.", [("1234 AB", "postcode")]),
    ("1234AB nummer 5", [("1234AB", "postcode")]),
    ("postcode 1234 ab in de stad", [("1234 ab", "postcode")]),
    ("de postcode is 1234 a b", [("1234 a b", "postcode")]),
    ("postcode twaalf vierendertig a b", [("twaalf vierendertig a b", "postcode")]),
    ("Postcode is zevenenzestig elf, bv.", [("zevenenzestig elf, bv", "postcode")]),
    ("Geboortedatum: 12-03-2011", [("12-03-2011", "date")]),
    ("hij is geboren op 12 maart 2011 in de stad", [("12 maart 2011", "date")]),
    ("zij is geboren op twaalf maart tweeduizend elf", [("twaalf maart tweeduizend elf", "date")]),
    ("ze is geboren op 3 mei", [("3 mei", "date")]),
    ("op 3 mei is hij jarig", [("3 mei", "date")]),
    ("zijn verjaardag is op 21 juni", [("21 juni", "date")]),
    ("hij is geboren in 2011", [("2011", "date")]),
    ("in 2009 geboren, de oudste", [("2009", "date")]),
    ("geboren in mei 2012", [("mei 2012", "date")]),
    ("geb. 03/05/12", [("03/05/12", "date")]),
    ("geboren op 2011-03-12", [("2011-03-12", "date")]),
    ("bouwjaar 2010, die jongen", [("2010", "date")]),
    ("hij is van 12 maart 2011", [("12 maart 2011", "date")]),
    ("geboren op 12 3 2011", [("12 3 2011", "date")]),
    ("een jongen uit 2011", [("2011", "date")]),
    ("geboren op dertien juli negentienhonderd tachtig", [("dertien juli negentienhonderd tachtig", "date")]),
    ("geboren in tweeduizend elf", [("tweeduizend elf", "date")]),
    ("Er kwam een jongen van veertien binnen.", [("veertien", "age")]),
    ("ze is net negen geworden", [("negen", "age")]),
    ("mijn dochter van 8 zit op zwemles", [("8", "age")]),
    ("met zijn zusje (6) aan de hand", [("6", "age")]),
    ("een meisje, twaalf jaar, kwam binnen", [("twaalf jaar", "age")]),
    ("Hij is 15.", [("15", "age")]),
    ("een vijfjarige in de gang", [("vijfjarige", "age")]),
    ("haar 12-jarige zoon", [("12-jarige", "age")]),
    ("een baby van acht maanden", [("acht maanden", "age")]),
    ("het kind was zes weken oud", [("zes weken", "age")]),
    ("toen hij acht was ging het mis", [("acht", "age")]),
    ("hoe oud is ze? Elf.", [("Elf", "age")]),
    ("Mijn kinderen zijn 4, 7 en 9.", [("4", "age"), ("7", "age"), ("9", "age")]),
    ("twee meisjes van acht en elf", [("acht", "age"), ("elf", "age")]),
    ("de oudste is 12, de jongste 3.", [("12", "age"), ("3", "age")]),
    ("eentje van drie en eentje van zes", [("drie", "age"), ("zes", "age")]),
    ("Noortje is tien.", [("tien", "age")]),
    ("Noortje (10) en Wessel (13)", [("10", "age"), ("13", "age")]),
    ("een zoon van één jaar", [("één jaar", "age")]),
    ("een kind van anderhalf", [("anderhalf", "age")]),
    ("een kind van tweeënhalf jaar", [("tweeënhalf jaar", "age")]),
    ("ik ben zestien en ik zorg voor mijn moeder", [("zestien", "age")]),
    ("is ze inmiddels 17", [("17", "age")]),
    ("hij wordt in mei zes", [("zes", "age")]),
    ("op haar twaalfde al kookte ze", [("twaalfde", "age")]),
    ("op de leeftijd van zeven", [("zeven", "age")]),
    ("mijn kleinzoon van 4 jaar", [("4 jaar", "age")]),
    ("het pleegkind is 9 jaar", [("9 jaar", "age")]),
    ("twee kinderen, 6 en 9 jaar", [("6", "age"), ("9 jaar", "age")]),
    ("Kinderen? Twee. Van zes en van negen.", [("zes", "age"), ("negen", "age")]),
    ("ik heb er één, Wessel van tien, die komt", [("tien", "age")]),
    ("de een is zestien en de ander twaalf, broers", [("zestien", "age"), ("twaalf", "age")]),
    ("de baby is nu elf maanden en lacht", [("elf maanden", "age")]),
    ("een jongetje, hij zal een jaar of zeven zijn", [("zeven", "age")]),
    ("En uw zusje? Vijf, bijna zes.", [("Vijf", "age"), ("zes", "age")]),
    ("haar zoon, die was toen dertien, zei", [("dertien", "age")]),
    ("een kind dat net vier is geworden", [("vier", "age")]),
    ("hij is dertien en een half", [("dertien", "age"), ("half", "age")]),
    ("mijn jongste, Wessel, is vijf", [("vijf", "age")]),
    ("mijn dochter (van 8) belt", [("8", "age")]),
    ("ze was amper negen", [("negen", "age")]),
    ("twee zesjarigen", [("zesjarigen", "age")]),
    ("een kind (7 jaar) en een (9)", [("7 jaar", "age"), ("9", "age")]),
    ("Haar auto, 12-AB-34, stond er.", [("12-AB-34", "plate")]),
    ("AB-123-C", [("AB-123-C", "plate")]),
    ("1-ABC-23 reed weg", [("1-ABC-23", "plate")]),
    ("kenteken AB12CD", [("AB12CD", "plate")]),
    ("het nummerbord was gewoon 12 abc 3", [("12 abc 3", "plate")]),
    ("haar bsn is 111222333", [("111222333", "number")]),
    ("123456782 stond erop", [("123456782", "number")]),
    ("1234.56.782 stond erop", [("1234.56.782", "number")]),
    ("burgerservicenummer een twee drie vier vijf zes zeven acht twee", [("een twee drie vier vijf zes zeven acht twee", "number")]),
    ("rekeningnummer NL 91 ABNA 0417164300", [("NL 91 ABNA 0417164300", "number")]),
    ("dossiernummer 48213", [("48213", "number")]),
    ("het cliëntnummer is eh 0048213", [("0048213", "number")]),
    ("zaaknummer Z/23/00412 ligt er", [("Z/23/00412", "number")]),
    ("NL91 ABNA 0417 1643 00", [("NL91 ABNA 0417 1643 00", "number")]),
    ("op NL20INGB0001234567 gestort", [("NL20INGB0001234567", "number")]),
]  # fmt: skip

NOTHING = [
    "", " ", "\n", "Dat is alles.", "Het overleg was op 12 maart 2024.", "datum: 2024-04-09", "Interview op 03-04-2024 om 10.30 uur.",
    "de Jeugdwet van 1 januari 2015", "geboren en getogen in de stad", "het project is geboren in 2015",
    "hij is jarig. Het overleg van 12 maart is verzet.", "van 08.30 tot 17.00 uur", "09.00-12.30 uur", "[00:12:41] en 00:00:41.500",
    "in 2019-2020 en 2020-2021", "2019 2020 2021", "sinds 2019, 2020 en 2021", "dat kost 1.500.000 euro", "12.500.000 euro", "tussen de 10.000 en 20.000",
    "op een schaal van 0 tot 10", "0 5 10 15 20 25", "een twee drie vier vijf zes zeven acht", "nul komma vijf fte", "0,5 fte en 0,75 fte",
    "nul keer gezien", "ik bel 112", "nummer 12 op de lijst", "artikel 7 lid 3", "vraag 12, 13 en 14", "blz. 12-14", "24-7 bereikbaar", "24/7",
    "klaar.Nu gaan we", "gedaan.En toen", "bijv.nl", "d.w.z. niet", "o.a. de school", "3.5 fte", "hij was klaar.De rest niet", "m.n. de wijk",
    "dat is het punt nl dat niemand belt", "op een gegeven punt net te laat", "een punt van zorg", "met een apenstaartje erin", "hij at een appel",
    "een @ in de naam", "haar insta is privé", "instagram is een ramp", "op facebook is het druk", "ze zit op snapchat en tiktok", "twitter heet nu anders",
    "in 2019 IS HET BEGONNEN", "1500kg", "2000 km", "1234 en nog wat", "2024 IS OK", "IN 2015 IN DE WIJK", "de postcode weet ik niet", "postcodegebied in het oosten",
    "groep acht", "in groep 7", "kinderen in groep 8 en groep 7", "acht-twaalf", "kinderen van 8 tot 12", "tussen de 12 en 18", "16 plus", "de 12-plussers", "12+",
    "onder de achttien", "vanaf 12 jaar", "tot je achttiende", "kinderen van 0 tot 4 jaar", "jongeren van 12 t/m 17", "meisjes van 8-12", "acht kinderen", "drie jongens",
    "vier jaar bij ons", "al acht maanden in behandeling", "hij is vier jaar bij ons", "ze is al twee jaar in behandeling", "een man van veertig", "hij is 43", "zij is veertig",
    "een kind van twee ouders", "een jongen van twee meter", "de moeder van drie kinderen", "hij is acht keer geweest", "het is acht uur", "om half acht", "ze zijn met vier man",
    "ze is twee weken weg", "twee keer per week", "een traject van twaalf weken", "een driejarig project", "een vierjarige opleiding", "het tienjarig bestaan",
    "het convenant is twee jaar oud", "een van de twee", "één op de vier", "op zijn eerste dag", "op haar tweede school", "de oudste twee kinderen", "dat is zeven",
    "hij is 15 minuten te laat", "hij is 8 procent", "ze was er 3 van de 5 dagen", "een gezin van vijf", "wij zijn met zes", "als ze twaalf zijn gaan ze naar de brugklas",
    "kinderen van veertien dagen vakantie", "hij is een 7", "cijfer 8", "hij is twaalf jaar geleden begonnen", "ze is acht jaar directeur", "met 5 scholen", "stap 3 is 4",
    "de kans is 12%", "in week 12", "ze werkt 16 uur", "twee van de vijf", "ik ben hier 12 jaar", "de leeftijd van 4 tot 12", "in de leeftijd van 12 en ouder",
    "de wachttijd is acht maanden", "tussen de twaalf, veertien en zestien", "de moeder is elf dagen opgenomen", "de kinderen zijn vier jaar uit elkaar", "een jongen van vijf havo", "hoe oud is dat ding? Elf jaar.", "de postcode is een probleem", "een van acht scholen", "de baby was zes weken in het ziekenhuis", "van twee en van drie kanten", "GGD-12 en JGZ-4", "covid-19", "windows-11-pc", "A-4-tje", "het kenteken weet ik niet", "de auto van 2012", "10-12-jarigen", "het dossiernummer weet ik niet",
    "geen bsn gekregen in 2019", "het zaaknummer ontbrak", "dossier 12", "ISO 27001", "€ 12345", "12.345,67",
]  # fmt: skip

SENTENCES = st.sampled_from(
    ["{}", "Ja, {}.", "dat is {} hoor", "Nou ({}), toch?", "R: eh {}\nI: dank u", "«{}»", "😀 {} 😀"]
)
DIGITS = st.text("0123456789", min_size=8, max_size=8)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.kind) for mention in find_contact(text)]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_what_gives_somebody_away_is_found_to_the_letter(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_it_is_left(text):
    assert found(text) == []


def test_the_tables_are_large_and_balanced():
    assert len({text for text, _ in FOUND}) == len(FOUND) >= 60
    assert len(set(NOTHING)) == len(NOTHING) >= len(FOUND)


def is_covered(text: str, passage: str) -> bool:
    start = text.index(passage)
    places = {place for mention in find_contact(text) for place in range(mention.start, mention.end)}
    return all(start + place in places for place, letter in enumerate(passage) if letter.isalnum())


@st.composite
def telephone_numbers(draw):
    """A mobile or fixed number with marks in any places."""
    rest = draw(st.sampled_from(["061", "062", "065", "010", "0543", "088"]))
    rest += draw(st.text("0123456789", min_size=10 - len(rest), max_size=10 - len(rest)))
    mark = draw(st.sampled_from([" ", "-", ".", " - ", "/", "\u00a0", "–"]))
    marks = draw(st.lists(st.sampled_from(["", mark]), min_size=9, max_size=9))
    return rest[0] + "".join(mark + digit for mark, digit in zip(marks, rest[1:], strict=True))


@st.composite
def citizen_numbers(draw):
    digits = draw(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
    last = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
    plain = "".join(map(str, [*digits, last % 10]))
    form = draw(st.sampled_from(["{0}{1}{2}", "{0}.{1}.{2}", "{0} {1} {2}", "{0}-{1}-{2}"]))
    return "x" if last == 10 else form.format(plain[:4], plain[4:6], plain[6:])


@st.composite
def plates(draw):
    code = draw(
        st.sampled_from(
            [
                "XX-99-99",
                "99-99-XX",
                "99-XX-99",
                "XX-99-XX",
                "XX-XX-99",
                "99-XXX-9",
                "9-XXX-99",
                "XX-999-X",
                "X-999-XX",
                "999-XX-9",
            ]
        )
    )
    letters, digits = st.sampled_from("BDFGHJKLNPRSTVXZ"), st.sampled_from("0123456789")
    return "".join(draw({"X": letters, "9": digits}.get(mark, st.just(mark))) for mark in code)  # fmt: skip


@st.composite
def spoken_numbers(draw):
    units = "nul een twee drie vier vijf zes zeven acht negen".split()
    pairs = "tien elf twaalf veertien zeventien dertien dertig tachtig twintig eenentwintig tweeëndertig vijfenveertig negenennegentig".split()
    words, n_digits = ["nul", "zes"], 2
    while n_digits < 10:
        is_pair = n_digits < 9 and draw(st.booleans())
        words.append(draw(st.sampled_from(pairs if is_pair else units)))
        n_digits += 1 + is_pair
    gaps = draw(st.lists(st.sampled_from([" ", ", ", " eh ", ", en dan "]), min_size=len(words), max_size=len(words)))
    return (
        "".join(word + gap for word, gap in zip(words, gaps, strict=True))
        .rstrip(", ")
        .removesuffix(", en dan")
        .removesuffix(" eh")
    )


CHILD_AGES = (
    "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien".split()
)
TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()


@pytest.mark.parametrize("age", [*CHILD_AGES, *map(str, range(2, 18))])
def test_every_age_of_a_child_is_known(age):
    assert found(f"een meisje van {age} belde") == [(age, "age")]


@pytest.mark.parametrize("age", ["achttien", "twintig", "dertig", "18", "25", "40"])
def test_the_age_of_an_adult_is_left(age):
    assert found(f"mijn dochter is {age}.") == []


@pytest.mark.parametrize(
    "word", ["tien", *CHILD_AGES[9:], "achttien", "negentien", *TENS, *[f"drieën{ten}" for ten in TENS]]
)
def test_every_number_word_is_known_in_a_telephone_number(word):
    number = f"nul zes {word} {word} zesenvijftig elf"
    assert found(f"bel {number} maar") == [(number, "phone")]


@given(SENTENCES, telephone_numbers())
def test_a_telephone_number_is_covered_in_any_grouping(sentence, number):
    assert is_covered(sentence.format(number), number)


@given(SENTENCES, spoken_numbers())
def test_a_spoken_telephone_number_is_covered(sentence, number):
    text = sentence.format(number)
    assert is_covered(text, number)
    assert {mention.kind for mention in find_contact(text)} == {"phone"}


@given(SENTENCES, citizen_numbers().filter(lambda number: number != "x"))
def test_a_citizen_service_number_is_covered(sentence, number):
    assert is_covered(sentence.format(number), number)


@given(SENTENCES, plates())
def test_a_plate_is_found(sentence, plate):
    assert found(sentence.format(plate)) == [(plate, "plate")]


@given(
    SENTENCES,
    st.from_regex(r"[a-z]{2,9}([._][a-z]{2,9})?@[a-z]{3,12}(-[a-z]{3,9})?\.(nl|com|org|example)", fullmatch=True),
)
def test_an_email_address_is_found(sentence, address):
    assert found(sentence.format(address)) == [(address, "email")]


PIECES = "06 nul zes twaalf een acht jaar 12 maart 2011 geboren kind van is hij @ . - , ( ) ? \n apenstaartje punt nl a 1234 AB postcode bsn kenteken insta 0 +31 eh".split(
    " "
)


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    )
)
def test_mentions_are_sorted_apart_and_inside_the_text(text):
    mentions = find_contact(text)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    assert all(mention.kind in NAME_KINDS and 0.5 <= mention.score <= 1 and mention.reason for mention in mentions)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("06-12345678", 1.0, 1.0),
        ("jan@kade.nl", 1.0, 1.0),
        ("een kind van acht", 0.5, 0.8),
        ("volg @marit_bos", 0.5, 0.8),
    ],
)
def test_what_only_context_tells_is_less_sure(text, low, high):
    (mention,) = find_contact(text)
    assert low <= mention.score <= high


def test_of_two_that_overlap_one_is_left_that_covers_both():
    text = "mail www.kade.nl@kade.nl"
    assert found(text) == [("www.kade.nl@kade.nl", "email")]


@pytest.mark.parametrize(
    "text", ["\u212aL91 ABNA 0417 1643 00", "\u0130\u013191abna0417164300", "٠٦١٢٣٤٥٦٧٨", "zeſ", "\ud800", "²³¹" * 9]
)
def test_odd_letters_and_digits_are_no_mistake(text):
    assert all(mention.end <= len(text) for mention in find_contact(text))


HOSTILE = [
    "a",
    "0",
    "1 ",
    "0 ",
    " ",
    "@",
    "a@a.",
    "a.",
    "a-",
    "06-",
    "nul ",
    "nul",
    "een ",
    "twee en ",
    "eh ",
    "at ",
    "a punt ",
    "punt nl ",
    "www.",
    "kenteken",
    "postcode ",
    "bsn ",
    "geboren ",
    "kind van ",
    "hij is acht ",
    "Bram is ",
    "(",
    "1-",
    "AB-",
    "nl91abna",
    "e\u0301",
    "tweeduizend ",
    "12 maart ",
]


# Two to three seconds; where time grows with the square of the text, minutes.
@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_very_long_text_comes_to_an_end(piece):
    text = piece * (200_000 // len(piece))
    found = find_contact(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
