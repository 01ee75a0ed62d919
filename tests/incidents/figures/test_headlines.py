"""What the news leads with: the newest headline, rounder words for it, several units for one count."""

import datetime as dt
from typing import Any

import pytest

from incidents.figures.assertion import Assertion, Bucket, Speaker
from incidents.figures.reconcile import reconcile_all
from incidents.vocabulary import FigureStatus, Hedge, Metric, Polarity, Scope, Unit
from tests.incidents.figures.claims import (
    ATTACKER,
    COMPANY,
    FIRST,
    NOBODY,
    PEOPLE,
    PRESS,
    REGULATOR,
    RESEARCHER,
    RIVAL,
    claim,
    figure,
    numbers,
    part,
)


def led(key: str, speaker: Speaker, number: int | None, *days: int, **values: Any) -> Assertion:
    """A claim that sources led with on these days after the first, a story each."""
    headlines = tuple(FIRST + dt.timedelta(days=day) for day in days)
    return claim(key, speaker, number, day=days[0], headlines=headlines, stories=len(days), **values)


@pytest.mark.parametrize(
    ("claims", "best"),
    [
        ([led("a", COMPANY, 900, 0), led("b", NOBODY, 1_400, 9)], 1_400),
        ([led("a", COMPANY, 900, 0), led("b", COMPANY, 400, 9)], 400),
        ([led("a", NOBODY, 900, 0, 1, 2), led("b", PRESS, 70_000, 2)], 900),
        ([led("a", NOBODY, 900, 0, 1, 2), led("b", PRESS, 70_000, 30)], 70_000),
        ([led("a", COMPANY, 900, 0), claim("b", NOBODY, 5_000, day=9)], 900),
        ([led("a", COMPANY, 900, 0), led("b", RIVAL, 300, 9)], 900),
        ([led("a", COMPANY, 900, 0), led("b", ATTACKER, 9_000, 9)], 900),
        ([led("a", NOBODY, 900, 0), led("b", ATTACKER, 9_000, 9)], 900),
        ([led("a", NOBODY, 900, 0), led("b", RIVAL, 300, 9)], 300),
    ],
    ids=[
        "a newer headline is the figure",
        "also a smaller one",
        "one story against many of these days is not yet",
        "when the others have fallen silent it is",
        "what no source leads with is not",
        "a rival does not push aside who knows better",
        "a boast does not",
        "nor does it push aside the coverage's own number",
        "a named speaker corrects nobody's number",
    ],
)
def test_the_figure_is_what_the_news_leads_with_now(claims: list[Assertion], best: int) -> None:
    assert figure(*claims).best == best


@pytest.mark.parametrize(
    ("exact", "rounder", "hedge"),
    [
        (3_348_869, 3_000_000, Hedge.MORE_THAN),
        (9_700_000, 10_000_000, Hedge.NEARLY),
        (6_600_000, 7_000_000, Hedge.UP_TO),
        (147_900_000, 148_000_000, Hedge.ABOUT),
        (1_914_000, 2_000_000, Hedge.EXACT),
    ],
)
def test_a_newer_headline_in_rounder_words_is_the_same_number(exact: int, rounder: int, hedge: Hedge) -> None:
    found = figure(led("a", REGULATOR, exact, 0), led("b", NOBODY, rounder, 300, hedge=hedge))
    assert (found.best, part(found, "b")) == (exact, "agrees")
    turned = figure(led("a", NOBODY, rounder, 0, hedge=hedge), led("b", REGULATOR, exact, 300))
    assert turned.best == exact


@pytest.mark.parametrize(
    ("exact", "other", "hedge"),
    [
        (3_348_869, 2_000_000, Hedge.MORE_THAN),
        (9_700_000, 20_000_000, Hedge.NEARLY),
        (145_000, 100_000, Hedge.MORE_THAN),
        (4_500_000, 5_000_000, Hedge.EXACT),
    ],
)
def test_a_number_farther_away_is_another_one(exact: int, other: int, hedge: Hedge) -> None:
    assert figure(led("a", COMPANY, exact, 0), led("b", COMPANY, other, 30, hedge=hedge)).best == other


def test_people_accounts_and_records_are_words_for_one_count() -> None:
    found = reconcile_all(
        [
            led("a", COMPANY, 33_700_000, 0, 1, unit=Unit.ACCOUNTS),
            led("b", NOBODY, 33_700_000, 1, 2),
            led("c", PRESS, 33_000_000, 2, hedge=Hedge.MORE_THAN, unit=Unit.RECORDS),
            led("d", COMPANY, 5_000_000, 2, unit=Unit.PAYMENT_CARDS),
        ]
    )
    assert {(bucket.unit, one.best) for bucket, one in found.items()} == {
        (Unit.ACCOUNTS, 33_700_000),
        (Unit.PAYMENT_CARDS, 5_000_000),
    }


def test_a_count_that_nobody_leads_with_stays_one_of_its_own() -> None:
    found = reconcile_all([led("a", COMPANY, 6_000_000, 0), claim("b", COMPANY, 17_000_000, unit=Unit.RECORDS)])
    assert {(bucket.unit, one.best) for bucket, one in found.items()} == {
        (Unit.PEOPLE, 6_000_000),
        (Unit.RECORDS, 17_000_000),
    }


def test_what_names_no_number_is_no_word_for_the_count() -> None:
    nameless = [claim("b", NOBODY, None, unit=Unit.ACCOUNTS), led("c", PRESS, None, 1, unit=Unit.RECORDS)]
    found = reconcile_all([led("a", COMPANY, 6_000_000, 0), *nameless])
    assert {bucket.unit: one.best for bucket, one in found.items()} == {
        Unit.PEOPLE: 6_000_000,
        Unit.ACCOUNTS: None,
        Unit.RECORDS: None,
    }


def test_the_part_that_the_news_leads_with_stands_for_a_whole_that_nobody_counts() -> None:
    americans = led("a", NOBODY, 1_400_000, 0, country="US")
    assert reconcile_all([americans])[PEOPLE].best == 1_400_000
    counted = reconcile_all([americans, claim("b", COMPANY, 1_100_000, day=9)])
    assert counted[PEOPLE].best == 1_100_000
    assert [bucket for bucket, one in counted.items() if one.best == 1_400_000 and bucket.scope is Scope.SUBSET]


def test_a_part_has_the_number_of_who_knows_it_best_whatever_the_news_led_with() -> None:
    british = Bucket(Metric.AFFECTED, Unit.PEOPLE, scope=Scope.SUBSET, country="GB")
    first = led("a", COMPANY, 40_000, 0, country="GB")
    for later in (
        claim("b", COMPANY, 1_500_000, day=900, country="GB"),
        claim("b", REGULATOR, 1_500_000, day=900, country="GB"),
    ):
        assert reconcile_all([first, later])[british].best == 1_500_000
    assert reconcile_all([first, claim("b", NOBODY, 1_500_000, day=900, country="GB")])[british].best == 40_000


@pytest.mark.parametrize(
    ("number", "more", "best"),
    [
        (25_000_000, {"titled": True}, 25_000_000),
        (25_000_000, {}, 10_500_000),
        (9_000_000, {"titled": True}, 10_500_000),
        (25_000_000, {"titled": True, "hedge": Hedge.UP_TO}, 10_500_000),
        (25_000_000, {"titled": True, "country": "", "label": "former customers"}, 10_500_000),
    ],
    ids=["larger", "in no title", "smaller", "at most", "a group"],
)
def test_a_whole_is_not_smaller_than_the_part_of_a_country_that_a_title_gives(
    number: int, more: dict[str, Any], best: int
) -> None:
    whole = led("a", COMPANY, 10_500_000, 0)
    assert reconcile_all([whole, led("b", NOBODY, number, 50, **{"country": "US", **more})])[PEOPLE].best == best


def test_what_the_news_has_moved_on_from_disputes_nothing_and_widens_nothing() -> None:
    found = figure(led("a", COMPANY, 2_900_000, 0), led("b", NOBODY, 4_200_000, 90))
    assert (numbers(found), found.status_by_rules) == ((4_200_000,) * 3, FigureStatus.PROVISIONAL)
    assert part(found, "a") == "overtaken"


def test_a_named_speakers_older_number_still_disputes_that_of_a_party() -> None:
    found = figure(led("a", RESEARCHER, 900_000, 0), led("b", COMPANY, 300_000, 9))
    assert (found.best, found.status_by_rules, part(found, "a")) == (300_000, FigureStatus.DISPUTED, "disputes")


def test_nobody_denies_a_number_before_it_came_up() -> None:
    denial = claim("b", COMPANY, 2_900_000, hedge=Hedge.MORE_THAN, polarity=Polarity.DENIED)
    found = figure(led("a", COMPANY, 2_900_000, 0), denial, led("c", COMPANY, 4_200_000, 90))
    assert (found.best, found.status_by_rules) == (4_200_000, FigureStatus.SETTLED)
    assert {bucket.metric for bucket in reconcile_all([denial])} == {Metric.AFFECTED}
