"""What an import stores, that a second one changes nothing, and what becomes of rows that change or flap."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User

from incidents.ledger import (
    Actor,
    IncidentDraft,
    InvolvementDraft,
    known_party,
    merge_incidents,
    open_incident,
    overrule_figure,
    review_claim,
    update_incident,
)
from incidents.models import Claim, EntryState, Event, Evidence, Incident, Party, RegisterEntry, Stage
from incidents.regulators import seed_regulators
from incidents.vocabulary import Decision, FigureStatus, Role, SpeakerKind, Standing
from sources.importers.rows import NotTheRegister
from sources.importing import running
from sources.importing.changes import STANDS_AFTER_DAYS
from tests.sources.importing import files as made
from tests.sources.importing.conftest import DAY, Importer

pytestmark = pytest.mark.django_db


def counts(report: running.ImportReport) -> dict[str, int]:
    return {str(name): number for name, number in report.counts.items() if number}


@contextmanager
def no_rows_written() -> Iterator[None]:
    """Fails where a row was added, changed or taken away meanwhile."""
    models = (RegisterEntry, Incident, Claim, Evidence, Event, Party, Stage)
    before = [list(model._base_manager.order_by("pk").values()) for model in models]
    yield
    assert [list(model._base_manager.order_by("pk").values()) for model in models] == before


def only() -> Incident:
    return Incident.objects.get()


def figure(incident: Incident, metric: str = "affected") -> Any:
    return incident.figures.get(metric=metric, scope="total")


@pytest.fixture
def curator(db: None) -> Actor:
    return Actor.of(User.objects.create_user("mara"))


def test_a_row_becomes_an_incident_with_its_party_claim_figure_and_licence(imported: Importer) -> None:
    assert counts(imported("hibp", made.hibp(made.breach()))) == {"new": 1}
    incident = only()
    assert (incident.title, incident.slug) == ("Northwind: data breach, May 2031", "northwind-data-breach-may-2031")
    assert [(row.party.name, row.role) for row in incident.involvements.all()] == [("Northwind", "controller")]
    claim = incident.claims.get()
    assert (claim.speaker_kind, claim.speaker_words, claim.basis) == (
        SpeakerKind.REGISTER,
        "Have I Been Pwned",
        "imported",
    )
    evidence = claim.evidence.get()
    assert (evidence.quote, evidence.licence) == ("PwnCount: 90000", "CC-BY-4.0")
    assert evidence.attribution == "Have I Been Pwned, https://haveibeenpwned.com"
    assert (evidence.published_on, evidence.source) == (dt.date(2031, 6, 1), "hibp:Northwind")
    assert (figure(incident).best, figure(incident).status) == (90_000, FigureStatus.PROVISIONAL)
    entry = RegisterEntry.objects.get()
    assert (entry.register, entry.key, entry.state, entry.line) == ("hibp", "Northwind", EntryState.NEW, 2)
    assert (entry.incident, entry.licence, entry.first_seen_on) == (incident, "CC-BY-4.0", DAY)


@pytest.mark.parametrize("count", ["500", "501"])
def test_a_placeholder_of_hhs_is_one_and_a_plain_500_of_another_register_is_a_count(
    imported: Importer, count: str
) -> None:
    imported("hhs", made.hhs(made.hhs_row(count=count)))
    assert figure(only()).status == FigureStatus.PLACEHOLDER
    imported("prc", made.prc(made.prc_row(told=count)))
    assert figure(Incident.objects.latest("pk")).status == FigureStatus.PROVISIONAL


def test_a_count_replaces_the_placeholder_of_its_row(imported: Importer) -> None:
    imported("hhs", made.hhs(made.hhs_row(count="501")))
    assert counts(imported("hhs", made.hhs(made.hhs_row(count="8200")), on=DAY + dt.timedelta(9))) == {"changed": 1}
    assert (figure(only()).best, figure(only()).status) == (8_200, FigureStatus.PROVISIONAL)


EVERY = [
    ("hibp", made.hibp(made.breach(), made.breach("Vale", 7))),
    ("hhs", made.hhs(made.hhs_row(), made.hhs_row(count="500"))),
    ("prc", made.prc(made.prc_row(), made.prc_row("Vale", told="Unknown"))),
    ("prc", made.second(made.second_row(), made.second_row("u-2", group_uuid="g-2", org_name="Vale"))),
    ("veris", made.veris(made.veris_incident())),
    ("gdpr-fines", made.fines(made.fine_row(), made.fine_row("ETid-2", who="Unknown", sum_="Unknown"))),
]


@pytest.mark.parametrize(("slug", "text"), EVERY)
def test_a_second_import_of_the_same_file_writes_nothing(imported: Importer, slug: str, text: str) -> None:
    seed_regulators()
    first = imported(slug, text)
    with no_rows_written():
        again = imported(slug, text)
    assert counts(again) == {"unchanged": first.rows}


@pytest.mark.parametrize(("slug", "text"), EVERY)
def test_a_dry_run_writes_nothing_and_says_what_the_import_does(imported: Importer, slug: str, text: str) -> None:
    seed_regulators()
    with no_rows_written():
        expected = imported(slug, text, dry=True)
    assert counts(imported(slug, text)) == counts(expected)


def test_an_import_in_portions_of_one_is_the_same(imported: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    text = made.hhs(made.hhs_row(), made.hhs_row(), made.hhs_row("Vale"), made.hhs_row("LARKSPUR CLINIC", count="9"))
    together = counts(imported("hhs", text, dry=True))
    monkeypatch.setattr(running, "PORTION", 1)
    assert counts(imported("hhs", text)) == together == {"new": 3, "matched": 1}


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
        "terms of enforcementtracker.com"
    }


@pytest.mark.parametrize("order", [1, -1])
def test_two_rows_that_the_register_links_are_one_case(imported: Importer, order: int) -> None:
    seed_regulators()
    meant = "It intents to fine Brightwater AS EUR 28,000. See https://www.enforcementtracker.com/ETid-9."
    rows = [
        made.fine_row("ETid-9", sum_="13900", day="2031-09-25"),
        made.fine_row("ETid-3", sum_="Only intention to issue fine", summary=meant),
    ]
    assert counts(imported("gdpr-fines", made.fines(*rows[::order]))) == {"new": 1, "matched": 1}
    case = only().proceedings.get()
    assert [one.kind for one in case.stages.all()] == ["notice_of_intent", "decision"]
    assert case.amount_owed() == (1_390_000, "EUR")


def opened(name: str, day: dt.date | None, actor: Actor) -> Incident:
    draft = IncidentDraft(
        f"{name} is in the news",
        disclosed_on=day,
        involvements=[InvolvementDraft(known_party(name), Role.CONTROLLER)],
    )
    return open_incident(draft, actor=actor)


def test_a_row_finds_the_incident_of_its_organisation_day_and_number(imported: Importer) -> None:
    imported("prc", made.prc(made.prc_row("Larkspur Clinic", told="12,400", day="April 12, 2031")))
    incident = only()
    assert counts(imported("hhs", made.hhs(made.hhs_row("LARKSPUR CLINIC")))) == {"matched": 1}
    assert only().title == incident.title
    assert set(incident.claims.values_list("speaker_words", flat=True)) == {
        "HHS breach portal",
        "Privacy Rights Clearinghouse",
    }
    entry = RegisterEntry.objects.get(register="hhs")
    assert [one["name"] for one in entry.reasons] == ["same organisation", "days apart", "same number"]
    assert (entry.state, entry.incident) == (EntryState.MATCHED, incident)


@pytest.mark.parametrize(
    ("count", "day", "state"),
    [
        ("12400", "05/20/2031", "matched"),
        ("12400", "11/04/2031", "in_doubt"),  # the same number, half a year later
        ("9000", "05/20/2031", "in_doubt"),  # another number, in the same weeks
        ("500", "05/20/2031", "in_doubt"),  # nobody's number
        ("9000", "11/04/2031", "new"),
        ("12400", "11/04/2032", "new"),
    ],
)
def test_what_is_not_sure_opens_an_incident_of_its_own_beside_the_other(
    imported: Importer, count: str, day: str, state: str
) -> None:
    imported("prc", made.prc(made.prc_row("Larkspur Clinic", told="12,400")))
    assert counts(imported("hhs", made.hhs(made.hhs_row(count=count, day=day)))) == {state: 1}
    entry = RegisterEntry.objects.get(register="hhs")
    assert (entry.other is not None) is (state == "in_doubt")
    assert Incident.objects.count() == (1 if state == "matched" else 2)


def test_two_rows_of_one_register_are_two_incidents_unless_they_say_the_same(imported: Importer) -> None:
    rows = [made.hhs_row(), made.hhs_row(count="900"), made.hhs_row(day="05/06/2031")]
    assert counts(imported("hhs", made.hhs(*rows))) == {"new": 3}
    again = made.hhs(*rows, made.hhs_row())
    assert counts(imported("hhs", again)) == {"unchanged": 3, "matched": 1}


def test_notifications_of_one_group_are_one_breach(imported: Importer) -> None:
    rows = [made.second_row(), made.second_row("u-2", source="MA", total_affected="UNKN", residents_affected="5")]
    assert counts(imported("prc", made.second(*rows))) == {"new": 1, "matched": 1}
    labels = only().figures.order_by("scope_label").values_list("scope_label", "best")
    assert list(labels) == [("", 1_976), ("residents of Indiana", 11), ("residents of Massachusetts", 5)]


def test_a_rejected_incident_is_found_by_no_row_and_a_merged_one_by_where_it_lives_on(
    imported: Importer, curator: Actor
) -> None:
    gone = opened("Larkspur Clinic", dt.date(2031, 5, 1), curator)
    update_incident(gone.pk, {"status": "rejected"}, actor=curator)
    assert counts(imported("hhs", made.hhs(made.hhs_row()))) == {"new": 1}
    kept = opened("Vale", None, curator)
    own = RegisterEntry.objects.get().incident
    assert own is not None
    merge_incidents(keep=kept.pk, absorb=own.pk, reason="The same.", actor=curator)
    assert counts(imported("hhs", made.hhs(made.hhs_row(count="13000")))) == {"changed": 1}
    kept.refresh_from_db()
    assert (kept.title, figure(kept).best) == ("Vale is in the news", 13_000)


def test_a_row_that_cannot_be_kept_is_refused_once_and_taken_in_when_it_is_mended(
    imported: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = made.hhs_row("Vale", day="05/04/1987")
    report = imported("hhs", made.hhs(made.hhs_row(), long_ago))
    assert (counts(report), str(report.faults[0])[:21]) == ({"new": 1, "refused": 1}, "Line 3, disclosed: Gi")
    large = made.hibp(made.breach(count=2**63))
    assert counts(imported("hibp", large)) == {"refused": 1}
    assert counts(imported("hibp", large)) == {"refused": 1}
    assert RegisterEntry.objects.get(register="hibp").state == EntryState.REFUSED
    assert counts(imported("hibp", made.hibp(made.breach()))) == {"new": 1}
    assert RegisterEntry.objects.get(register="hibp").state == EntryState.NEW


def test_a_key_that_comes_twice_in_a_file_is_refused_the_second_time(imported: Importer) -> None:
    report = imported("hibp", made.hibp(made.breach(), made.breach(count=7)))
    assert (counts(report), report.faults[0].column) == ({"new": 1, "refused": 1}, "key")


def test_subscribers_are_told_of_new_incidents_if_it_is_asked_for(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach()))
    assert not Event.objects.exists()
    imported("hibp", made.hibp(made.breach("Vale")), events=True)
    assert list(Event.objects.values_list("type", "actor")) == [
        ("incident.created", "import:hibp"),
        ("figure.changed", "import:hibp"),
    ]


def test_what_is_made_up_is_a_candidate(imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach(IsFabricated=True)))
    assert not only().is_public
    assert RegisterEntry.objects.get().reasons[-1]["detail"] == "The register holds the breach to be made up."


def test_an_import_cut_short_goes_on_where_it_was(imported: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PORTION", 2)
    text = made.hibp(*(made.breach(f"N{at}") for at in range(5)))

    def dies(*args: object, **more: object) -> None:
        if Incident.objects.count() == 2:
            raise KeyboardInterrupt
        return load(*args, **more)

    load: Any = getattr(running, "load_incidents")  # noqa: B009 - imported there
    monkeypatch.setattr(running, "load_incidents", dies)
    with pytest.raises(KeyboardInterrupt):
        imported("hibp", text)
    monkeypatch.setattr(running, "load_incidents", load)
    assert counts(imported("hibp", text)) == {"unchanged": 2, "new": 3}


def test_another_file_is_refused_before_anything_is_written(imported: Importer) -> None:
    with pytest.raises(NotTheRegister):
        imported("hibp", made.hhs(made.hhs_row()))
