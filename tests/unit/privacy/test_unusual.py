"""Whether names can be found in a transcript at all: its language, capitals and punctuation, and what is said of them."""

from __future__ import annotations

import itertools
import re
import socket
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.unusual import Traits, _identifier, caution, look_at, refusal
from pipeline.reading import read_transcript
from pipeline.tables import read_table

ENGLISH = """
Well, when I started here we had no idea which parents were struggling. You saw a child at school who was tired and
quiet, and you asked yourself what was going on at home, but nobody felt that it was their job to ask. These days we
sit down together every other week, the nurse, the social worker and me, and we go through the families that worry us.
That helps a lot, because I know who to call. What does not help is the waiting list. A mother who finally says that
she cannot cope is told to come back in four months, and by then she has changed her mind. I also think that we should
talk to the children themselves more often. They know very well that something is wrong, and they think that it is
their fault. If the council wants to do something about it, they should pay for the groups for young carers, and not
only for one year at a time, because every December we are afraid that it all stops again.
"""

GERMAN = """
Also, als ich hier angefangen habe, wussten wir eigentlich gar nicht, welche Eltern Hilfe brauchen. Man hat ein Kind
in der Schule gesehen, das müde und still war, und man hat sich gefragt, was zu Hause los ist, aber niemand fühlte
sich dafür zuständig. Heute setzen wir uns alle zwei Wochen zusammen, die Krankenschwester, die Sozialarbeiterin und
ich, und wir sprechen über die Familien, um die wir uns Sorgen machen. Das hilft sehr, weil ich weiß, wen ich anrufen
kann. Was nicht hilft, ist die Warteliste. Eine Mutter, die endlich sagt, dass sie nicht mehr kann, bekommt zu hören,
dass sie in vier Monaten wiederkommen soll, und dann will sie meistens nicht mehr. Ich finde auch, dass wir öfter mit
den Kindern selbst reden müssten. Die merken sehr gut, dass etwas nicht stimmt, und sie glauben, dass es ihre Schuld
ist. Wenn die Gemeinde etwas tun will, dann sollte sie die Gruppen für diese Kinder bezahlen, und nicht immer nur für
ein Jahr, denn jeden Dezember haben wir Angst, dass alles wieder aufhört.
"""

FRISIAN = """
No, doe't ik hjir begûn, wisten wy eins net hokker âlden help nedich hiene. Jo seagen in bern op skoalle dat wurch en
stil wie, en jo fregen josels ôf wat der thús oan de hân wie, mar nimmen hie it gefoel dat it syn wurk wie om dêr nei
te freegjen. Hjoed-de-dei sitte wy om de twa wike byinoar, de ferpleechkundige, de maatskiplik wurker en ik, en dan
prate wy oer de húshâldingen dêr't wy ús soargen oer meitsje. Dat helpt in protte, want ik wit wa't ik belje moat. Wat
net helpt is de wachtlist. In mem dy't einliks seit dat se it net mear oan kin, krijt te hearren dat se oer fjouwer
moanne werom komme mei, en dan hoecht it foar har net mear. Ik fyn ek dat wy faker mei de bern sels prate moatte. Dy
witte hiel goed dat der wat mis is, en se tinke dat it harren skuld is. As de gemeente der wat oan dwaan wol, dan
moatte se de groepen foar dizze bern betelje, en net alle kearen mar foar ien jier, want yn desimber binne wy eltse
kear wer bang dat it ophâldt.
"""

AFRIKAANS = """
Nee, toe ek hier begin het, het ons eintlik nie geweet watter ouers hulp nodig het nie. Jy het 'n kind by die skool
gesien wat moeg en stil was, en jy het jouself afgevra wat by die huis aangaan, maar niemand het gevoel dat dit sy
werk is om daarna te vra nie. Deesdae sit ons elke tweede week bymekaar, die verpleegster, die maatskaplike werker en
ek, en dan praat ons oor die gesinne waaroor ons bekommerd is. Dit help baie, want ek weet wie ek kan bel. Wat nie
help nie, is die waglys. 'n Ma wat uiteindelik sê dat sy dit nie meer kan hou nie, hoor dat sy oor vier maande moet
terugkom, en dan wil sy nie meer nie. Ek dink ook dat ons meer met die kinders self moet praat. Hulle weet baie goed
dat daar iets verkeerd is, en hulle dink dat dit hulle skuld is. As die munisipaliteit iets daaraan wil doen, moet
hulle vir die groepe vir hierdie kinders betaal, en nie elke keer net vir een jaar nie, want elke Desember is ons bang
dat alles weer gaan ophou.
"""

FRENCH = """
Alors, quand j'ai commencé ici, on ne savait pas vraiment quels parents avaient besoin d'aide. On voyait un enfant à
l'école qui était fatigué et silencieux, et on se demandait ce qui se passait à la maison, mais personne ne pensait
que c'était à lui de poser la question. Aujourd'hui nous nous réunissons toutes les deux semaines, l'infirmière,
l'assistante sociale et moi, et nous parlons des familles qui nous inquiètent. Cela aide beaucoup, parce que je sais
qui je peux appeler. Ce qui n'aide pas, c'est la liste d'attente. Une mère qui dit enfin qu'elle n'en peut plus, on
lui répond de revenir dans quatre mois, et à ce moment-là elle ne veut plus. Je trouve aussi que nous devrions parler
plus souvent avec les enfants eux-mêmes. Ils savent très bien que quelque chose ne va pas, et ils croient que c'est
leur faute. Si la commune veut faire quelque chose, elle devrait payer les groupes pour ces enfants, et pas toujours
pour une seule année, car chaque mois de décembre nous avons peur que tout s'arrête.
"""

TURKISH = """
Şimdi, ben burada işe başladığımda hangi anne babaların yardıma ihtiyacı olduğunu aslında bilmiyorduk. Okulda yorgun
ve sessiz bir çocuk görüyordunuz, evde ne olup bittiğini kendinize soruyordunuz, ama kimse bunu sormanın kendi işi
olduğunu düşünmüyordu. Artık iki haftada bir bir araya geliyoruz, hemşire, sosyal hizmet uzmanı ve ben, ve bizi
kaygılandıran aileleri konuşuyoruz. Bu çok yardımcı oluyor, çünkü kimi arayacağımı biliyorum. Yardımcı olmayan şey
bekleme listesi. Sonunda artık dayanamadığını söyleyen bir anneye dört ay sonra tekrar gelmesi söyleniyor, o zaman da
artık istemiyor. Bence çocukların kendileriyle de daha sık konuşmamız gerekiyor. Bir şeylerin yolunda gitmediğini çok
iyi biliyorlar ve bunun kendi suçları olduğunu sanıyorlar. Belediye bir şey yapmak istiyorsa bu çocuklar için kurulan
grupların parasını ödemeli, hem de her seferinde yalnızca bir yıl için değil, çünkü her aralık ayında her şeyin
yeniden duracağından korkuyoruz. Öğretmenler de bazen ne yapacaklarını bilmiyorlar, o yüzden beni arıyorlar, ben de
elimden geldiğince onlara yol gösteriyorum. Geçen hafta yine böyle bir şey oldu, bir baba okula geldi ve saatlerce
konuştuk. Sonunda çocuğunun ona baktığını söyledi, yemek yapıyormuş, kardeşini yatırıyormuş. Bunu daha önce hiç
kimseye anlatmamış, çünkü utanıyormuş ve çocuğunu elinden almalarından korkuyormuş.
"""

POLISH = """
No więc, kiedy tu zaczynałam, właściwie nie wiedzieliśmy, którzy rodzice potrzebują pomocy. Widziało się w szkole
dziecko, które było zmęczone i ciche, i człowiek zadawał sobie pytanie, co się dzieje w domu, ale nikt nie czuł, że to
jego zadanie, żeby o to zapytać. Teraz siadamy razem co dwa tygodnie, pielęgniarka, pracownica socjalna i ja, i
rozmawiamy o rodzinach, o które się martwimy. To bardzo pomaga, bo wiem, do kogo mogę zadzwonić. Nie pomaga natomiast
lista oczekujących. Matka, która wreszcie mówi, że nie daje już rady, słyszy, że ma wrócić za cztery miesiące, a wtedy
już nie chce. Myślę też, że powinniśmy częściej rozmawiać z samymi dziećmi. One bardzo dobrze wiedzą, że coś jest nie
tak, i myślą, że to ich wina. Jeśli gmina chce coś z tym zrobić, to powinna płacić za grupy dla tych dzieci, i to nie
tylko na jeden rok, bo w każdym grudniu boimy się, że to wszystko znowu się skończy. Nauczyciele też czasem nie
wiedzą, co robić, więc dzwonią do mnie, a ja podpowiadam im, ile mogę.
"""

ARABIC = """
عندما بدأت العمل هنا لم نكن نعرف في الحقيقة أي الآباء يحتاجون إلى المساعدة. كنت ترى في المدرسة طفلا متعبا وصامتا،
وتسأل نفسك ماذا يحدث في البيت، لكن لم يشعر أحد بأن السؤال عن ذلك من مهامه. أما اليوم فنجتمع كل أسبوعين، الممرضة
والعاملة الاجتماعية وأنا، ونتحدث عن الأسر التي تقلقنا. هذا يساعد كثيرا، لأنني أعرف بمن يمكنني أن أتصل. ما لا يساعد هو
قائمة الانتظار. الأم التي تقول أخيرا إنها لم تعد تستطيع التحمل يقال لها أن تعود بعد أربعة أشهر، وعندئذ لا تريد. وأعتقد
أيضا أن علينا أن نتحدث أكثر مع الأطفال أنفسهم. إنهم يعرفون جيدا أن هناك شيئا ليس على ما يرام، ويظنون أن الذنب ذنبهم.
إذا أرادت البلدية أن تفعل شيئا فعليها أن تدفع تكاليف المجموعات المخصصة لهؤلاء الأطفال، وليس لسنة واحدة فقط في كل مرة،
لأننا نخاف في كل شهر ديسمبر من أن يتوقف كل شيء من جديد. والمعلمون أيضا لا يعرفون أحيانا ماذا يفعلون، ولذلك يتصلون بي،
وأنا أرشدهم قدر ما أستطيع. في الأسبوع الماضي جاء أب إلى المدرسة وتحدثنا ساعات طويلة، وقال في النهاية إن ابنه هو الذي
يعتني به ويطبخ الطعام ويضع أخته الصغيرة في الفراش كل مساء.
"""

DUTCH = """
Nou ja, toen ik hier begon, eh, toen wisten we eigenlijk helemaal niet welke ouders hulp nodig hadden. Je zag een kind
op school dat moe was en stil, en dan vroeg je je af van wat is er thuis aan de hand, maar niemand, hoe zeg je dat,
niemand had het idee dat het zijn werk was om daarnaar te vragen. Nu zitten we om de week bij elkaar, de
verpleegkundige, de maatschappelijk werker en ik, en dan, eh, dan lopen we de gezinnen door waar we ons zorgen over
maken. Dat helpt wel hoor, want ik weet wie ik moet bellen. Wat niet helpt, ja, dat is toch de wachtlijst. Een moeder
die eindelijk zegt: ik trek het niet meer, die krijgt te horen dat ze over vier maanden terug mag komen, en dan hoeft
het voor haar niet meer. En ik vind ook dat we vaker met die kinderen zelf moeten praten. Die weten heus wel dat er
wat is, en die denken dat het hun schuld is. Als de gemeente er wat aan wil doen, nou, betaal dan die groepen voor die
kinderen, en niet elke keer maar voor een jaar, want elke december zitten we weer, hè, van zou het ophouden.
"""

BRABANTIAN = """
Ja kijk, toen 'k hier begon, toen wisten wij eigenlijk nie welke ouwers hulp nodig han. Ge zaagt een kiend op school
da moei was en stil, en dan vroegde ge oew eigen af van wa is 'r thuis aan d'n hand, mar niemand had 't idee dat 't
zijn werk was om daornaor te vraogen. Nou zitten we om de week bij mekaar, de verpleegkundige, d'n maatschappelijk
werker en ik, en dan hebben we 't over de gezinnen waor we ons eigen zurgen over maken. Da helpt wel zulle, want 'k
weet wie ik moet bellen. Wa nie helpt, jao, da's toch de wachtlijst. Een moeder die eindelijk zegt: 'k trek 't nie
meer, die krijgt te heuren da ze over vier maonden terug mag komen, en dan hoeft 't veur haor nie meer. En 'k vin ook
da we vaker mee die kiendjes zelf moeten praoten. Die weten gerust wel dat 'r wa is, en die denken dat 't hullie
schuld is. As de gemeente d'r wa aan wil doen, nou, betaolt dan die groepen veur die kienderen, en nie ieder keer mar
veur een jaor, want elke december zitten we wir te kijken of 't ophouwt.
"""

FLEMISH = """
Awel ja, toen dat ik hier begonnen ben, toen wisten wij eigenlijk niet goed welke ouders dat er hulp nodig hadden. Ge
zaagt een kind op school dat moe was en stillekes, en dan vroegt ge u af wat dat er thuis gaande was, maar niemand had
het gedacht dat het aan hem was om daarachter te vragen. Nu komen wij om de twee weken samen, de verpleegster, de
maatschappelijk assistente en ikzelf, en dan overlopen wij de gezinnen waar dat wij ons zorgen over maken. Dat helpt
zeker en vast, want ik weet naar wie dat ik moet bellen. Wat dat niet helpt, dat is de wachtlijst, hé. Een mama die
eindelijk zegt van ik kan niet meer, die krijgt te horen dat ze binnen vier maanden eens mag terugkomen, en dan moet
het voor haar niet meer. En ik vind ook dat wij meer met die kinderen zelf zouden moeten klappen. Die weten dat goed
genoeg, dat er iets scheelt, en die peinzen dat dat hun fout is. Als de gemeente daar iets aan wilt doen, allez, dat
ze dan die groepen betalen voor die mannekes, en niet iedere keer maar voor een jaar.
"""

LOW_SAXON = """
Joa, kiek, doe ik hier begun, doe wussen wie eegnlijk nich welke oalders hulp neudig hadn. Ie zagn een keend op school
dat meu was en stil, en dan vroog ie oe of wat d'r in hoes an de haand was, moar gin mens had 't gevuul dat 't zien
wark was um d'r noar te vroagn. Now zit wie um de wekke bie mekaar, de verpleegkundige, de maatschappelijk werker en
ikke, en dan hebt wie 't oawer de gezinnen woar wie oons zorgen oawer maakt. Dat helpt wal heur, want ik weet wel ik
mot belln. Wat nich helpt, joa, dat is toch de wachtlijst. Een moder die eandelijk zeg van ik kan 't nich meer, den
krig te heurn dat ze oawer veer moand terugge mag kommn, en dan hoof 't veur eur nich meer. En ik veend ook dat wie
vaker met dee keender zelf mot proatn. Dee weet heel good dat d'r wat is, en dee deankt dat 't eur schuld is. As de
gemeente d'r wat an wil doon, betaal dan dee groepen veur dee keender, en nich elke keer moar veur een joar.
"""

LIMBURGISH = """
Jao, kiek, wie ich hie begós, doe wiste veer eigelik neet welke awwers hölp nudig hadde. Doe zoogs e kindj op sjoal
det meug waor en stil, en den vroogs te dich aaf waat d'r heives aan de handj waor, mer nemes haw 't idee det 't zien
werk waor óm dao nao te vraoge. Noe zitte veer óm de waek biejein, de verpleegkundige, de maatschappelijk werker en
ich, en den höbbe veer 't euver de gezinne woa veer os zörg euver make. Det helpt waal, want ich weit wae ich mót
belle. Waat neet helpt, jao, det is toch de wachtlijst. Ein mooder die eindelik zaet: ich trèk 't neet mieë, die krieg
te hure det ze euver veer maondje trök maag kómme, en den hoof 't veur häör neet mieë. En ich vinj ouch det veer vaker
mit die kinjer zelf mótte kalle. Die weite good det d'r get is, en die dinke det 't häör sjöld is. Es de gemeente d'r
get aan wilt doon, betaal den die gróppe veur die kinjer, en neet edere kier mer veur ei jaor.
"""

DIALECTS = {"brabantian": BRABANTIAN, "flemish": FLEMISH, "low saxon": LOW_SAXON, "limburgish": LIMBURGISH}
FOREIGN = {
    "english": ENGLISH,
    "german": GERMAN,
    "frisian": FRISIAN,
    "afrikaans": AFRIKAANS,
    "french": FRENCH,
    "turkish": TURKISH,
    "polish": POLISH,
    "arabic": ARABIC,
}
BARE = re.sub(r"[.,:;?!]", "", DUTCH).lower()
GOOD = Traits(is_dutch=True, capitals="normal", has_marks=True, n_words=900)


def cases(passages):
    return [pytest.param(text, id=name) for name, text in passages.items()]


def traits_of(*turns):
    return look_at(pd.DataFrame({"text": pd.Series(turns, dtype="str")}))


@pytest.mark.parametrize("text", cases({**FOREIGN, **DIALECTS, "dutch": DUTCH}))
def test_passages_are_long_enough_to_count(text):
    assert traits_of(text).n_words >= 150


@pytest.mark.parametrize("spell", [str, str.lower, str.upper], ids=["as it is", "lower case", "capitals"])
@pytest.mark.parametrize("text", cases(FOREIGN))
def test_other_languages_are_refused(text, spell):
    traits = traits_of(spell(text))
    assert not traits.is_dutch
    assert "niet in het Nederlands" in (refusal(traits) or "")


@pytest.mark.parametrize("spell", [str, str.lower, str.upper], ids=["as it is", "lower case", "capitals"])
@pytest.mark.parametrize("text", cases({**DIALECTS, "dutch": DUTCH}))
def test_dutch_is_dutch_in_dialect_and_in_any_case(text, spell):
    assert traits_of(spell(text)).is_dutch


@pytest.mark.parametrize("text", cases(FOREIGN))
def test_some_sentences_in_another_language_leave_an_interview_dutch(text):
    some = " ".join(text.split()[:60])
    assert traits_of(DUTCH, some, FLEMISH).is_dutch


@pytest.mark.parametrize("text", cases(FOREIGN))
def test_questions_in_dutch_do_not_make_another_language_dutch(text):
    words = text.split()
    asked = "En hoe gaat het dan verder, kunt u daar iets over vertellen?"
    turns = [turn for start in range(0, len(words), 50) for turn in (asked, " ".join(words[start : start + 50]))]
    assert not traits_of(*turns).is_dutch


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("... 12 -- ?", id="no words"),
        pytest.param("Ja.", id="one word"),
        pytest.param("Hm, eh, ja. Nee.", id="hesitation"),
        pytest.param("Okay, super, top, bye!", id="loan words"),
        pytest.param("Joa, da kan 'k nie zeggen, zulle.", id="dialect"),
        pytest.param("[lacht] Ik weet het echt niet meer, dat is zo lang geleden allemaal.", id="a sentence"),
    ],
)
def test_very_short_interviews_are_dutch_unless_clearly_not(text):
    assert refusal(traits_of(text)) is None


@pytest.mark.parametrize("text", cases(FOREIGN))
def test_twenty_words_in_another_language_are_clearly_not_dutch(text):
    assert not traits_of(" ".join(text.split()[:20])).is_dutch


def test_no_words_give_no_warning():
    assert traits_of() == traits_of("", "12 ...") == Traits(is_dutch=True, capitals="normal", has_marks=True, n_words=0)
    assert caution(traits_of()) is None


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        pytest.param(DUTCH, "normal", id="spoken Dutch"),
        pytest.param(DUTCH.lower(), "none", id="lower case"),
        pytest.param(DUTCH.upper(), "all", id="capitals"),
        pytest.param(DUTCH.title(), "normal", id="every word with a capital"),
        pytest.param(BARE.replace("school", "School").replace("kind", "Kind"), "normal", id="capitals in mid-sentence"),
        pytest.param(BARE.replace("werk", "GGZ").replace("school", "CJG"), "none", id="only abbreviations"),
        pytest.param(f"{DUTCH} {DUTCH.upper()[:300]}", "normal", id="some sentences shouted"),
        pytest.param(DUTCH.upper() + DUTCH[:300], "all", id="most sentences shouted"),
        pytest.param(BARE + " U I", "none", id="single letters"),
        pytest.param("Ja", "normal", id="one word"),
        pytest.param("ja", "none", id="one word in lower case"),
        pytest.param(unicodedata.normalize("NFD", "Één keer, één."), "normal", id="accents apart"),
    ],
)
def test_capitals(text, capitals):
    assert traits_of(text).capitals == capitals


@pytest.mark.parametrize(
    ("text", "has_marks"),
    [
        pytest.param(DUTCH, True, id="spoken Dutch"),
        pytest.param(DUTCH.replace(".", ""), False, id="commas alone"),
        pytest.param(re.sub(r"[.,]", "...", DUTCH), False, id="pauses alone"),
        pytest.param(BARE + " toch?", False, id="one question mark"),
        pytest.param(BARE + " om 10.30 op www.voorbeeld.nl", False, id="full stops within words"),
        pytest.param(re.sub(r"[.]", "?!", DUTCH), True, id="exclamations"),
        pytest.param("‘Dat kan niet.’ (Zei ze.)", True, id="within quotes and brackets"),
        pytest.param("Ja.\nNee.", True, id="at the end of a line"),
    ],
)
def test_marks(text, has_marks):
    assert traits_of(text).has_marks is has_marks


@pytest.mark.parametrize(
    ("changed", "refused", "warned"),
    [
        pytest.param({}, [], [], id="nothing unusual"),
        pytest.param({"is_dutch": False}, ["niet in het Nederlands", "laat dit interview weg"], [], id="not Dutch"),
        pytest.param({"capitals": "all"}, ["staat in hoofdletters", "zet het om"], [], id="capitals"),
        pytest.param({"capitals": "none"}, [], ["geen hoofdletters;"], id="no capitals"),
        pytest.param({"has_marks": False}, [], ["geen punten of vraagtekens;"], id="no marks"),
        pytest.param(
            {"capitals": "none", "has_marks": False},
            [],
            ["geen hoofdletters en geen punten of vraagtekens;"],
            id="neither",
        ),
        pytest.param(
            {"is_dutch": False, "capitals": "all", "has_marks": False},
            ["niet in het Nederlands en dit interview staat in hoofdletters;"],
            ["geen punten"],
            id="everything",
        ),
    ],
)
def test_messages_say_what_is_unusual_and_what_to_do(changed, refused, warned):
    traits = Traits(**{**vars(GOOD), **changed})
    for message, parts, advice in (
        (refusal(traits), refused, ["--force", "lees de kopie helemaal na"]),
        (caution(traits), warned, ["lees de kopie helemaal na"]),
    ):
        if parts:
            assert all(part in message for part in [*parts, *advice])
        else:
            assert message is None


def test_messages_hold_nothing_of_the_interview():
    traits = traits_of(re.sub("[.]", "", f"{ENGLISH} Quandelmere").upper())
    message = f"{refusal(traits)} {caution(traits)}".lower()
    shown = set(re.findall(r"\w+", message)) & set(re.findall(r"\w+", f"{ENGLISH} Quandelmere".lower()))
    assert "hoofdletters" in message
    assert shown <= {"in", "is"}, "what both languages have"


def test_practice_interviews_are_dutch_and_their_spelling_is_seen(repo):
    folder = repo / "transcripts_sample/training"
    seen = {}
    for row in read_table(folder / "manifest.csv").rows:
        transcript = read_transcript(folder / row.cells["file"], row.cells)
        seen[transcript.interview_id] = look_at(transcript.turns)
    assert len(seen) == 640
    assert [name for name, traits in seen.items() if refusal(traits)] == []
    bare = {"h5_1", "h5_2", "h5_5", "h10_1", "h10_2", "h10_5"}
    bare |= {
        f"h{hand}_{number}"
        for hand in (20, 30, 36, 45, 52, 60, 69, 76, 85, 92, 103, 107, 115, 124)
        for number in range(1, 6)
    }
    assert {name for name, traits in seen.items() if not traits.has_marks} == bare
    assert {name for name, traits in seen.items() if traits.capitals == "none"} == bare | {"h10_3", "h10_4"}


def test_the_language_is_told_without_a_connection(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _identifier.cache_clear()
    assert traits_of(DUTCH).is_dutch


@given(
    st.sampled_from([DUTCH, *DIALECTS.values(), ENGLISH, FRISIAN, AFRIKAANS]), st.integers(0, 120), st.integers(1, 80)
)
def test_case_changes_capitals_and_nothing_else(text, start, n_words):
    part = " ".join(text.split()[start : start + n_words])
    lower, upper = traits_of(part.lower()), traits_of(part.upper())
    assert (lower.capitals, upper.capitals) == ("none", "all")
    assert lower == Traits(upper.is_dutch, "none", upper.has_marks, upper.n_words)


@given(st.sampled_from([DUTCH, LIMBURGISH, GERMAN]), st.lists(st.integers(0, 150), max_size=8))
def test_where_turns_begin_does_not_matter(text, cuts):
    words = text.split()
    edges = [0, *sorted(cuts), len(words)]
    turns = [" ".join(words[start:end]) for start, end in itertools.pairwise(edges)]
    assert traits_of(*turns) == traits_of(text)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_can_be_looked_at(turns):
    traits = traits_of(*turns)
    assert 0 <= traits.n_words <= len("\n".join(turns).split())
    assert traits == traits_of(*turns)
