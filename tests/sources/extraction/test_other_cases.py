"""Sums of the same organisation for something else, and those that nobody has set."""

import datetime as dt

import pytest

from sources.extraction import ArticleText
from sources.extraction.proceedings import ExtractedStage, read_stages

LEAD = "The data office fined Norbank $3 million over the breach of 2031. "


def steps(text: str) -> list[ExtractedStage]:
    article = ArticleText("s", "Norbank fined over breach", LEAD + text, dt.date(2031, 6, 20))
    return [one for one in read_stages(article) if one.amount is not None and not one.other_case]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norbank, which paid $550 million last month to end an Ohio case about opening hours, has not appealed.",
        "Last month it was hit with a $90 million penalty for sacking 1,820 clerks.",
        "In all its penalties now come to almost $3 billion.",
        "In theory it could have been fined up to 4% of annual turnover, which comes to around $1.6 billion.",
    ],
)
def test_a_sum_for_something_else_or_in_theory_is_no_step(sentence: str) -> None:
    assert [one.amount for one in steps(sentence)] == [3_000_000]


@pytest.mark.parametrize(
    "sentence",
    [
        "It will pay $7 million to settle a customer lawsuit over the breach.",
        "It agreed to pay $7 million to settle a class action.",
        "It has also agreed to a settlement of $7 million with customers whose data was stolen.",
    ],
)
def test_a_settlement_over_the_breach_is_one(sentence: str) -> None:
    assert [one.amount for one in steps(sentence)] == [3_000_000, 7_000_000]
