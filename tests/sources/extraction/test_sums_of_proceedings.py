"""Sums of proceedings that the title alone gives, that stand in a list, and that were intended first."""

import datetime as dt

from incidents.vocabulary import StageKind
from sources.extraction import ArticleText
from sources.extraction.proceedings import ExtractedStage, read_stages

NAMES = frozenset({"Nordmark Data Office", "NDO"})
DAY = dt.date(2031, 6, 20)


def read(text: str, title: str = "Breach at Norbank") -> list[ExtractedStage]:
    return read_stages(ArticleText(id="1", title=title, text=text, published=DAY), NAMES)


def sums_of(text: str) -> list[str]:
    """`kind amount currency` of each step."""
    return [f"{one.kind} {one.amount:.0f} {one.currency}" for one in read(text) if one.amount is not None]


def test_a_sum_that_only_the_title_gives_is_a_step() -> None:
    title = "Larkfield agrees to $30 million settlement over 2023 data breach"
    text = "The health system agreed after a class action had accused it of negligence."
    [one] = [one for one in read_stages(ArticleText("1", title, text)) if one.amount is not None]
    assert (one.kind, one.amount, one.currency, one.in_title) == (StageKind.SETTLEMENT, 30_000_000, "USD", True)
    assert title[one.start : one.end] == "$30 million"


def test_a_sum_of_the_title_that_the_text_gives_exactly_is_one_step() -> None:
    title = "Larkfield fined 135 million euros over data breach"
    text = "The data protection authority has fined Larkfield 134.8 million euros over the breach."
    steps = [one for one in read_stages(ArticleText("1", title, text)) if one.amount is not None]
    assert [(float(one.amount or 0), one.in_title) for one in steps] == [(134_800_000.0, False)]


def test_sums_in_a_list_are_of_one_step() -> None:
    text = "The NDO fined Norbank €14m over the breach. The first proposal had been €25m and €20m."
    assert sums_of(text) == [
        "decision 14000000 EUR",
        "notice_of_intent 25000000 EUR",
        "notice_of_intent 20000000 EUR",
    ]


def test_an_intended_sum_is_told_from_what_it_became() -> None:
    assert sums_of("Fine by the NDO over the breach: 14 million euros, down from an intended 45 million euros.") == [
        "decision 14000000 EUR",
        "notice_of_intent 45000000 EUR",
    ]
    text = "The NDO has fined Norbank 1.25 million euros. In its notice of intent it had proposed 1.5 million euros."
    assert sums_of(text) == ["decision 1250000 EUR", "notice_of_intent 1500000 EUR"]


def test_a_fine_from_somebody_is_not_against_them() -> None:
    [one] = read("The costs include a fine of 2 million euros from the Council of Data Guardians over the breach.")
    assert (one.amount, one.respondent) == (2_000_000, "")
