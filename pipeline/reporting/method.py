"""The account of the method: what a document rests on, how it was coded, and how good that is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.reporting.agreement_cells import agreement_cells, uncoded_sentence
from pipeline.reporting.data import ReportData
from pipeline.reporting.wording import CERTAINTY, decimal, listed, percentage, period, plural, thousands

_PRIORITY = (
    "De prioriteit van een aanbeveling is bereik maal balans. Bereik is het aandeel geïnterviewden dat een belemmering noemt "
    "die bij de aanbeveling hoort. Balans is (belemmerende passages + 1) gedeeld door (belemmerende + bevorderende passages "
    "+ 2). De uitkomst ligt tussen 0 en 1; zij ordent wat is verteld en meet niet hoe erg iets is."
)
_NAMES = (
    "Namen van mensen, plaatsen, organisaties, scholen en projecten, adressen, nummers en leeftijden van kinderen zijn vervangen, en ook een "
    "functie die in de gemeente één geïnterviewde heeft. Een programma vindt niet elke naam: lees dit stuk na voordat u het deelt."
)


_HOW_COMPARED = {
    True: "Twee codeurs hebben los van elkaar gecodeerd.",
    False: "Twee codeurs zijn vergeleken; minstens een van hen zag daarbij de voorstellen van het programma, wat de cijfers kan verhogen.",
}


def account(data: ReportData, municipality: str | None) -> dict[str, Any]:
    """Return paragraphs, agreement rows and versions, for one municipality or for all."""
    interviews = data.interviews
    if municipality is not None:
        interviews = interviews[interviews["municipality"] == municipality]
    ids = set(interviews["interview_id"])
    return {
        "alineas": [_basis(interviews, data), *_coding(ids, data), *_review(data, municipality), _PRIORITY, _NAMES],
        "overeenstemming": agreement_rows(data),
        "overeenstemming_zin": _agreement_sentence(data),
        "kwaliteit_zin": quality_sentence(data),
        "versies": [{"naam": name, "waarde": str(value)} for name, value in data.versions.items()],
    }


def reviewed_sentence(data: ReportData, municipality: str | None = None) -> str:
    """Say how many of the codings that count a human has given or seen."""
    codings = data.codings if municipality is None else data.codings[data.codings["municipality"] == municipality]
    n_seen = int((codings["origin"] == "human").sum())
    if n_seen == 0:
        return "De coderingen in dit stuk zijn voorstellen van een programma. Geen mens heeft ze nagekeken."
    if n_seen == len(codings):
        return "Alle coderingen in dit stuk zijn door codeurs toegekend, niet door een programma."
    given = "is er 1" if n_seen == 1 else f"zijn er {n_seen}"
    return (
        f"Van de {len(codings)} coderingen in dit stuk {given} door codeurs toegekend; de andere zijn voorstellen van een "
        "programma die geen mens heeft nagekeken."
    )


def invented_sentence(data: ReportData) -> str:
    """Say that the interviews are invented, if they are."""
    if not data.is_invented:
        return ""
    return "De interviews en de handcoderingen onder dit stuk zijn verzonnen; over bestaande gemeenten zegt het niets."


def _basis(interviews: pd.DataFrame, data: ReportData) -> str:
    ids = set(interviews["interview_id"])
    spoken = data.turns[(data.turns["role"] == "respondent") & data.turns["interview_id"].isin(ids)]
    n_words = int(spoken["text"].map(lambda text: len(text.split())).sum())
    when = period(list(interviews["date"]))
    return (
        f"Dit stuk rust op {plural(len(ids), 'interview', 'interviews')}{f', gehouden {when}' if when else ''}, met "
        f"{plural(len(spoken), 'beurt', 'beurten')} en {thousands(n_words)} woorden van geïnterviewden. Een beurt is wat "
        "iemand zegt tot een ander aan het woord komt. Wat de interviewer zei, is niet gecodeerd. Dit stuk geeft het beeld "
        "van de mensen die zijn gesproken; hoe anderen ernaar kijken, is onbekend."
    )


def _coding(ids: set[str], data: ReportData) -> list[str]:
    suggested = data.all_codings[data.all_codings["interview_id"].isin(ids) & (data.all_codings["origin"] != "human")]
    by_hand = data.codings[data.codings["interview_id"].isin(ids & data.coded) & (data.codings["origin"] == "human")]
    n_by_hand = len(ids & data.coded)
    given = (
        f"{'telt alleen hun ene codering' if len(by_hand) == 1 else f'tellen alleen hun {len(by_hand)} coderingen'} mee"
    )
    proposed = plural(len(suggested), "codering", "coderingen")
    if n_by_hand == len(ids):
        return [
            f"Codeurs hebben alle interviews met de hand gecodeerd; er {given}. Een programma stelde daarnaast {proposed} "
            "voor; die tellen hier niet mee."
        ]
    program = (
        "Een programma vergeleek elke zin met de zoekregels van het codeboek en met een model dat heeft geleerd van voorbeelden "
        "en van handgecodeerde interviews. Zeker heet een voorstel als van zulke voorstellen minstens 85% juist was in "
        "oefeninterviews die het model niet kende; waarschijnlijk als het er minstens de helft waren; de andere zijn twijfelachtig. "
        f"Het stelde {proposed} voor: {_by_certainty(suggested)}. "
    )
    if n_by_hand == 0:
        is_coded = bool((data.all_codings["interview_id"].isin(ids) & (data.all_codings["origin"] == "human")).any())
        nobody = "Geen van deze interviews is door codeurs gecodeerd."
        last = "Wat codeurs met de hand codeerden, telt in dit stuk niet mee." if is_coded else nobody
        return [f"{program}De {_counted(data)} tellen mee. {last}"]
    which = plural(n_by_hand, "interview", "interviews")
    return [
        f"{program}Codeurs hebben {which} met de hand gecodeerd; daar {given}. In de andere tellen de {_counted(data)} mee."
    ]


def _review(data: ReportData, municipality: str | None) -> list[str]:
    """Say how many suggestions coders decided on, and what that means for what counts."""
    shares = [share for name, share in data.review_shares.items() if municipality in (None, name)]
    only = "Voorstellen waarover geen mens heeft besloten, tellen in dit stuk niet mee." if data.only_reviewed else ""
    if not shares:
        return [only] if only else []
    n_decided, n_all = (sum(numbers) for numbers in zip(*shares, strict=True))
    return [
        f"Codeurs hebben over {n_decided} van de {plural(n_all, 'voorstel', 'voorstellen')} besloten. Wat zij afwezen, telt niet "
        f"mee; wat zij aannamen of zelf toevoegden, telt als codering van een mens. {only}".strip()
    ]


def _by_certainty(codings: pd.DataFrame) -> str:
    return listed([f"{int((codings['certainty'] == name).sum())} {CERTAINTY[name]}" for name in CERTAINTY])


def _counted(data: ReportData) -> str:
    return f"{listed([f'{CERTAINTY[name]}e' for name in CERTAINTY if name in data.counted])} voorstellen"


def agreement_rows(data: ReportData) -> list[dict[str, str]]:
    """Return the agreement between two coders per theme, as text; empty if there were none."""
    if data.agreement is None:
        return []
    names = {theme.id: theme.naam for theme in data.codebook.themes} | {"all": "Alle codes samen"}
    return [
        {"thema": names[row.unit_id]} | agreement_cells(row)
        for row in frames.rows(data.agreement[data.agreement["level"] != "code"])
    ]


def _agreement_sentence(data: ReportData) -> str:
    if data.agreement is None:
        return "Er zijn geen twee codeurs met elkaar vergeleken."
    kind = " verzonnen" if data.is_invented else ""
    return (
        f"{_HOW_COMPARED[data.agreement_is_blind]} Per beurt van een geïnterviewde is gekeken of zij dezelfde code gaven. "
        f"{uncoded_sentence(data.agreement)} Achter het aantal beurten staat hoeveel er de code kregen van de eerste "
        "en van de tweede codeur; bij alpha staat tussen haakjes een 95%-interval over beurten. "
        f"De cijfers gelden voor de hele studie{f', met{kind} interviews' if kind else ''}."
    )


def quality_sentence(data: ReportData) -> str:
    """Say how good the suggestions are on hand-coded interviews that the model had not seen."""
    if data.scorecard is None:
        return "Hoe goed de voorstellen zijn, is in deze studie niet gemeten: er zijn geen handcoderingen."
    row = data.scorecard[data.scorecard["level"] == "all"].iloc[0]
    n_suggested, n_both, n_human = (int(row[name]) for name in ("n_positive_a", "n_both", "n_positive_b"))
    what = "verzonnen, handgecodeerde interviews" if data.is_invented else "handgecodeerde interviews"
    if n_suggested == 0:
        return (
            f"Het programma is getoetst op {what} die het niet had gezien; het stelde er niets voor dat mee zou tellen."
        )
    return (
        f"Het programma is getoetst op {what} die het niet had gezien. Van zijn {n_suggested} {_counted(data)} (per beurt en "
        f"code) kenden codeurs er {n_both} ook toe ({percentage(n_both / n_suggested)}). Van de {n_human} coderingen van "
        f"codeurs vond het er {n_both} ({percentage(n_both / max(1, n_human))}). Cohens kappa: {decimal(row['kappa'])}."
    )
