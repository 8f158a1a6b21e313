"""Parts that several sections of a report share: factor rows, theme paragraphs, the account of the method."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Theme
from pipeline.reporting.data import ReportData
from pipeline.reporting.quotes import choose_quotes
from pipeline.reporting.wording import (
    CERTAINTY,
    capital,
    decimal,
    listed,
    lower_first,
    number,
    of_respondents,
    period,
    plural,
)

_SIGN = {"bevorderend": "+", "belemmerend": "−", "context": ""}


def theme_section(theme: Theme, municipality: str, data: ReportData) -> dict[str, Any]:
    """Return what is going on in one theme: a paragraph, the factors with their counts, and quotes."""
    rows = factor_rows(theme.codes, municipality, data)
    codings = data.codings[data.codings["code_id"].isin(theme.codes)]
    return {
        "naam": theme.naam,
        "wat_speelt": _paragraph(theme, rows, municipality, data),
        "factoren": rows,
        "citaten": choose_quotes(codings, municipality, data, data.n_quotes),
    }


def factor_rows(codes: list[str], municipality: str, data: ReportData) -> list[dict[str, Any]]:
    """Return the factors that anyone spoke of, hindering first, most named first."""
    here = data.factors[(data.factors["municipality"] == municipality) & data.factors["code_id"].isin(codes)]
    here = here[here["n_segments"] > 0]
    here = here.sort_values(
        ["direction", "n_interviews", "n_segments", "code_id"], ascending=[True, False, False, True]
    )
    return [
        {
            "naam": data.codebook.by_id[f.code_id].naam,
            "definitie": data.codebook.by_id[f.code_id].definitie,
            "richting": f.direction,
            "teken": _SIGN[f.direction],
            "genoemd_door": f"{f.n_interviews} van de {f.n_respondents_total}",
            "n_geinterviewden": f.n_interviews,
            "n_passages": f.n_segments,
        }
        for f in frames.rows(here)
    ]


def _paragraph(theme: Theme, rows: list[dict[str, Any]], municipality: str, data: ReportData) -> str:
    total = int((data.interviews["municipality"] == municipality).sum())
    here = data.codings[(data.codings["municipality"] == municipality) & data.codings["code_id"].isin(theme.codes)]
    sentences = []
    for direction, noun, none in (
        ("belemmerend", "een belemmering", "een belemmering die hierbij hoort; dat betekent niet dat die er niet is"),
        ("bevorderend", "iets wat helpt", "iets wat hierbij helpt; dat betekent niet dat het er niet is"),
    ):
        n = int(here[here["direction"] == direction]["interview_id"].nunique())
        factors = [row for row in rows if row["richting"] == direction]
        if n == 0:
            sentences.append(f"Geen van de {total} geïnterviewden noemde volgens de getelde coderingen {none}.")
            continue
        who = of_respondents(n, total)
        verb = "noemt" if n == 1 else "noemen"
        most = factors[0]
        sentence = f"{capital(who)} {verb} {noun}, het vaakst “{lower_first(most['naam'])}” ({most['genoemd_door']}): "
        sentence += lower_first(most["definitie"])
        if len(factors) > 1:
            others = [f"{lower_first(factor['naam'])} ({factor['genoemd_door']})" for factor in factors[1:]]
            sentence += f" Ook genoemd: {listed(others)}."
        sentences.append(sentence)
    return " ".join(sentences)


def reviewed_sentence(data: ReportData, municipality: str | None = None) -> str:
    """Say how many of the codings that count a human has seen."""
    codings = data.codings if municipality is None else data.codings[data.codings["municipality"] == municipality]
    n_seen = int((codings["origin"] == "human").sum())
    if n_seen == 0:
        return "De coderingen in dit stuk zijn voorstellen van een programma. Geen mens heeft ze nagekeken."
    if n_seen == len(codings):
        return f"Alle {n_seen} coderingen in dit stuk zijn door codeurs gegeven, niet door een programma."
    return (
        f"Van de {len(codings)} coderingen in dit stuk zijn er {n_seen} door codeurs gegeven; de andere zijn voorstellen van "
        "een programma die geen mens heeft nagekeken."
    )


def invented_sentence(data: ReportData) -> str:
    """Say that the interviews are invented, if they are."""
    if not data.is_invented:
        return ""
    return "De interviews en de handcoderingen onder dit stuk zijn verzonnen; over bestaande gemeenten zegt het niets."


def account(data: ReportData, municipality: str | None) -> dict[str, Any]:
    """Return the account of the method: paragraphs, agreement rows and versions."""
    interviews = (
        data.interviews if municipality is None else data.interviews[data.interviews["municipality"] == municipality]
    )
    ids = set(interviews["interview_id"])
    spoken = data.turns[(data.turns["role"] == "respondent") & data.turns["interview_id"].isin(ids)]
    n_words = int(spoken["text"].map(lambda text: len(text.split())).sum())
    suggested = data.all_codings[data.all_codings["interview_id"].isin(ids) & (data.all_codings["origin"] != "human")]
    by_hand = data.codings[data.codings["interview_id"].isin(ids) & (data.codings["origin"] == "human")]
    when = period(list(interviews["date"]))
    paragraphs = [
        f"Dit stuk rust op {plural(len(ids), 'interview', 'interviews')}{f' uit {when}' if when else ''}, met "
        f"{len(spoken)} beurten en {n_words} woorden van geïnterviewden. Wat de interviewer zei, is niet gecodeerd. De "
        "verkenning geeft het beeld van de mensen die zijn gesproken; hoe anderen ernaar kijken, is onbekend.",
        "Elke zin is vergeleken met de zoekregels van het codeboek en met een model dat heeft geleerd van voorbeelden en van "
        "handgecodeerde interviews. Wijzen regel en model dezelfde factor aan, dan heet een codering zeker; wijst één van "
        "beide haar sterk aan, dan heet zij waarschijnlijk; de andere zijn twijfelachtig. "
        + _count_sentence(suggested, data),
        _hand_sentence(by_hand, ids),
        reviewed_sentence(data, municipality),
        "De prioriteit van een aanbeveling is bereik maal balans. Bereik is het aandeel geïnterviewden dat een belemmering "
        "noemt die bij de aanbeveling hoort. Balans is (belemmerende passages + 1) gedeeld door (belemmerende + bevorderende "
        "passages + 2). De uitkomst ligt tussen 0 en 1; zij ordent wat is verteld en meet niet hoe erg iets is.",
        "Namen van gemeenten zijn vervangen. Andere namen in citaten zijn niet vanzelf weggelaten: kijk de citaten na op namen "
        "van personen en organisaties voordat u dit stuk deelt.",
    ]
    return {
        "alineas": paragraphs,
        "overeenstemming": agreement_rows(data),
        "overeenstemming_zin": _agreement_sentence(data),
        "kwaliteit_zin": quality_sentence(data),
        "versies": [{"naam": name, "waarde": str(value)} for name, value in data.versions.items()],
    }


def _count_sentence(codings: pd.DataFrame, data: ReportData) -> str:
    counts = {name: int((codings["certainty"] == name).sum()) for name in CERTAINTY}
    parts = [f"{counts[name]} {CERTAINTY[name]}" for name in CERTAINTY]
    kinds = listed([f"{CERTAINTY[name]}e" for name in CERTAINTY if name in data.counted])
    sentence = f"Er zijn {len(codings)} coderingen voorgesteld: {listed(parts)}. Waar geen codeurs codeerden, tellen de {kinds} mee."
    return sentence


def _hand_sentence(by_hand: pd.DataFrame, ids: set[str]) -> str:
    n = int(by_hand["interview_id"].nunique())
    if n == 0:
        return "Geen van deze interviews is door codeurs gecodeerd."
    who = "Alle interviews zijn" if n == len(ids) else plural(n, "interview is", "interviews zijn")
    return (
        f"{who} door codeurs gecodeerd; daar tellen alleen hun {len(by_hand)} coderingen mee en niet de voorstellen van het "
        "programma."
    )


def agreement_rows(data: ReportData) -> list[dict[str, str]]:
    """Return the agreement between two coders per theme, as text; empty if there were none."""
    if data.agreement is None:
        return []
    names = {theme.id: theme.naam for theme in data.codebook.themes} | {"all": "Alle codes samen"}
    return [
        {
            "thema": names[row.unit_id],
            "kappa": decimal(row.kappa),
            "alpha": decimal(row.alpha),
            "gelijk": f"{100 * row.percent_agreement:.0f}%",
        }
        for row in frames.rows(data.agreement[data.agreement["level"] != "code"])
    ]


def _agreement_sentence(data: ReportData) -> str:
    if data.agreement is None:
        return "Er zijn geen twee codeurs met elkaar vergeleken."
    return "Twee codeurs hebben los van elkaar gecodeerd. Eenheid is de beurt van een geïnterviewde."


def quality_sentence(data: ReportData) -> str:
    """Say how good the counted suggestions are on hand-coded interviews that the model had not seen."""
    if data.scorecard is None:
        return "Hoe goed de voorstellen zijn, is in deze studie niet gemeten: er zijn geen handcoderingen."
    row = data.scorecard[data.scorecard["level"] == "all"].iloc[0]
    if row["n_positive_a"] == 0:
        return "In de handgecodeerde interviews heeft het programma niets voorgesteld dat meetelt."
    what = "verzonnen, handgecodeerde interviews" if data.is_invented else "handgecodeerde interviews"
    return (
        f"Gemeten op {what} die het model niet had gezien: van de {int(row['n_positive_a'])} meegetelde voorstellen (per "
        f"beurt en code) waren er {int(row['n_both'])} ook door mensen gegeven (precisie {decimal(row['precision'])}); mensen "
        f"gaven er {int(row['n_positive_b'])} (gevonden {decimal(row['recall'])}; kappa {decimal(row['kappa'])})."
    )


def people(n: int) -> str:
    """Return "vijf professionals" or "één professional"."""
    return f"{number(n)} {'professional' if n == 1 else 'professionals'}"
