"""Incidents told under another name than their own, and by parties that they share with others."""

import datetime as dt
from dataclasses import replace

import pytest

from incidents.vocabulary import Role
from sources.pipeline.match.incident_profile import PartyNames
from sources.pipeline.match.scoring import score_all
from tests.sources.matching.article_in_words import ArticleInWords
from tests.sources.matching.test_scoring import BREACH, DISCLOSED, weighed, weight_of

FAR = "They came in at night. " * 20
OTHER = replace(
    BREACH, incident_id=2, parties=(PartyNames("Bramble", Role.CONTROLLER, frozenset({"bramble"})), *BREACH.parties[1:])
)


@pytest.mark.parametrize(("figure", "days", "capped"), [(47_800_000, 2, False), (47_800_000, 40, True), (900, 2, True)])
def test_whose_precise_figure_is_in_the_news_may_be_told_under_another_name(
    figure: int, days: int, *, capped: bool
) -> None:
    day = DISCLOSED + dt.timedelta(days=100)
    profile = replace(BREACH, covered_on=day - dt.timedelta(days=days))
    text = f"Hackers stole card data of Lane Stores. {FAR}Harrow Lane owns it. They breached the loyalty systems."
    one = weighed(text, "Data of cards stolen", day, profile, figures=frozenset({("", figure)}))
    assert (one.score <= 0.60) is capped


def test_a_party_of_several_incidents_ties_an_article_to_none_by_itself() -> None:
    text = f"Night Heron was held over data thefts and hacks in 2020. {FAR}Harrow Lane was robbed."
    reading = ArticleInWords(
        title="Thief of data held", text=text, published=DISCLOSED, figures=frozenset({("", 47_800_000)})
    ).as_read()
    both = score_all(reading, [BREACH, OTHER])
    alone = score_all(reading, [OTHER])
    assert (both[1].score, alone[0].score > 0.60) == (0.60, True)


_LOOKING_BACK = (
    "Harrow Lane said that hackers took data of 50,000 customers. It comes months after the Night Heron affair."
)


@pytest.mark.parametrize(
    ("text", "days", "weight"),
    [
        (_LOOKING_BACK, 46, -0.35),
        (_LOOKING_BACK, 45, None),
        ("Harrow Lane exposed data. It is the latest in a string of failures since Night Heron.", 200, -0.35),
        ("Harrow Lane lost data, still reeling from Night Heron. Night Heron had sold data of 9,000.", 200, None),
        ("Data of Harrow Lane was stolen by Night Heron.", 200, None),
        ("Harrow Lane was fined over stolen data, a year after Night Heron.", 200, None),
    ],
    ids=["months after", "in its first weeks", "since", "named plainly as well", "no looking back", "its aftermath"],
)
def test_a_party_that_an_article_only_looks_back_to_speaks_against(text: str, days: int, weight: float | None) -> None:
    one = weighed(text, "Harrow Lane hacked", day=DISCLOSED + dt.timedelta(days=days))
    assert weight_of(one, "another breach") == weight
    assert (weight_of(one, "other party") is None) == (weight is not None)
