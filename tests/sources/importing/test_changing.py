"""What becomes of a row that a register changes, flaps or takes back."""

import datetime as dt

import pytest

from incidents.ledger import (
    Actor,
    overrule_figure,
    review_claim,
    update_incident,
)
from incidents.models import Event, RegisterEntry
from incidents.regulators import seed_regulators
from incidents.vocabulary import Decision, FigureStatus, Standing
from sources.importing.changes import STANDS_AFTER_DAYS
from tests.sources.importing import files as made
from tests.sources.importing.conftest import DAY, Importer
from tests.sources.importing.looking import counts, figure, only

pytestmark = pytest.mark.django_db


def test_a_count_replaces_the_placeholder_of_its_row(imported: Importer) -> None:
    imported("hhs", made.hhs(made.hhs_row(count="501")))
    assert counts(imported("hhs", made.hhs(made.hhs_row(count="8200")), on=DAY + dt.timedelta(9))) == {"changed": 1}
    assert (figure(only()).best, figure(only()).status) == (8_200, FigureStatus.PROVISIONAL)


def test_a_changed_count_is_a_revision_and_the_earlier_one_is_kept_with_its_day(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach()))
    later = made.breach(count=120_000, ModifiedDate="2031-06-20T00:00:00Z")
    assert counts(imported("hibp", made.hibp(later))) == {"changed": 1}
    incident = only()
    told = incident.claims.order_by("claimed_on").values_list("value", "claimed_on", "standing")
    assert list(told) == [
        (90_000, dt.date(2031, 6, 1), Standing.SUPERSEDED),
        (120_000, dt.date(2031, 6, 20), Standing.STANDING),
    ]
    assert [claim.evidence.count() for claim in incident.claims.all()] == [1, 1]
    assert figure(incident).best == 120_000
    assert list(Event.objects.values_list("type", flat=True)) == ["claim.recorded", "figure.changed"]


def test_what_a_row_said_before_makes_nobody_doubt_what_it_says_now(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach()))
    imported("hibp", made.hibp(made.breach(count=100_000)), on=DAY + dt.timedelta(1))
    assert figure(only()).status == FigureStatus.PROVISIONAL
    assert "other numbers" not in figure(only()).explanation["confidence"]["because"]


@pytest.mark.parametrize("lower", [80_000, 120_000])
def test_of_two_revisions_on_one_day_the_later_one_counts(imported: Importer, lower: int) -> None:
    imported("hibp", made.hibp(made.breach()))
    imported("hibp", made.hibp(made.breach(count=100_000)))
    imported("hibp", made.hibp(made.breach(count=lower)))
    assert figure(only()).best == lower


def test_a_count_that_flaps_makes_one_event_and_is_noted(imported: Importer) -> None:
    for at, count in enumerate([1_520_769, 6_077_025, 1_520_769, 6_077_025, 1_520_769, 6_077_025, 1_520_769]):
        imported("hibp", made.hibp(made.breach(count=count)), on=DAY + dt.timedelta(at))
    assert figure(only()).best == 6_077_025
    assert Event.objects.filter(type="figure.changed").count() == 1
    assert only().claims.count() == 2
    entry = RegisterEntry.objects.get()
    assert (entry.noted_on, entry.revision) == (DAY + dt.timedelta(6), 2)


def test_an_earlier_count_counts_once_it_has_stood_for_a_month(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach(count=10_000)))
    imported("hibp", made.hibp(made.breach(count=20_000)), on=DAY + dt.timedelta(1))
    back = DAY + dt.timedelta(2)
    for days, expected, best in (
        (0, "noted", 20_000),
        (STANDS_AFTER_DAYS - 1, "noted", 20_000),
        (STANDS_AFTER_DAYS, "changed", 10_000),
        (STANDS_AFTER_DAYS + 1, "unchanged", 10_000),
    ):
        report = imported("hibp", made.hibp(made.breach(count=10_000)), on=back + dt.timedelta(days))
        assert (counts(report), figure(only()).best) == ({expected: 1}, best)
    values = only().claims.order_by("claimed_on").values_list("value", flat=True)
    assert list(values) == [10_000, 20_000, 10_000]
    third = made.hibp(made.breach(count=30_000))
    assert counts(imported("hibp", third, on=back + dt.timedelta(99))) == {"changed": 1}
    assert figure(only()).best == 30_000


def test_what_was_noted_is_forgotten_when_the_row_is_as_it_counts(imported: Importer) -> None:
    for at, count in enumerate([10_000, 20_000, 10_000, 20_000]):
        imported("hibp", made.hibp(made.breach(count=count)), on=DAY + dt.timedelta(at))
    assert RegisterEntry.objects.get().noted_on is None


def test_words_of_the_register_that_are_not_kept_change_nothing(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach()))
    other = made.breach(Description="Other words.", ModifiedDate="2031-06-09T00:00:00Z", LogoPath="x")
    assert counts(imported("hibp", made.hibp(other))) == {"unchanged": 1}


def test_what_a_curator_edited_judged_or_pinned_stays(imported: Importer, curator: Actor) -> None:
    imported("hhs", made.hhs(made.hhs_row()))
    incident = only()
    update_incident(incident.pk, {"title": "The stolen laptop", "countries": ["CA"]}, actor=curator)
    claim = incident.claims.get()
    overrule_figure(incident.pk, claim.bucket, claim.quantity, reason="Counted.", actor=curator)
    report = imported("hhs", made.hhs(made.hhs_row(count="13000", kind="Improper Disposal")))
    assert counts(report) == {"changed": 1}
    incident.refresh_from_db()
    assert (incident.title, incident.kind) == ("The stolen laptop", "exposure")
    assert [row.country for row in incident.countries.all()] == ["CA"]
    assert figure(incident).best == 12_400


def test_a_rejected_count_stays_rejected_when_the_register_gives_it_again(imported: Importer, curator: Actor) -> None:
    imported("hhs", made.hhs(made.hhs_row()))
    review_claim(only().claims.get().pk, Decision.REJECT, reason="A slip.", actor=curator)
    imported("hhs", made.hhs(made.hhs_row(kind="Loss")))
    assert only().claims.get().decision == Decision.REJECT
    assert only().figures.get().best is None


def test_an_intended_fine_stays_a_step_when_it_was_cut(imported: Importer) -> None:
    seed_regulators()
    summary = "It intents to fine Brightwater AS EUR 28,000 for it."
    imported("gdpr-fines", made.fines(made.fine_row(sum_="Only intention to issue fine", summary=summary)))
    assert only().proceedings.get().amount_owed() is None
    imported("gdpr-fines", made.fines(made.fine_row(sum_="13900", day="2031-09-25")))
    case = only().proceedings.get()
    assert [(one.kind, one.amount_minor) for one in case.stages.all()] == [
        ("notice_of_intent", 2_800_000),
        ("decision", 1_390_000),
    ]
    assert case.amount_owed() == (1_390_000, "EUR")
    assert figure(only(), "fine").best == 1_390_000
    assert {row.licence for stage in case.stages.all() for row in stage.evidence.all()} == {
        "not stated; ask the publisher"
    }
