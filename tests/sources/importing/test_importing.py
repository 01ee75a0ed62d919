"""What an import stores, that a second one changes nothing, and what becomes of rows that change or flap."""

import datetime as dt
from typing import Any

import pytest

from incidents.ledger import (
    Actor,
    IncidentDraft,
    InvolvementDraft,
    known_party,
    merge_incidents,
    open_incident,
    update_incident,
)
from incidents.models import EntryState, Event, Incident, RegisterEntry
from incidents.regulators import seed_regulators
from incidents.vocabulary import FigureStatus, Role, SpeakerKind
from sources.importers.rows import NotTheRegister
from sources.importing import running
from tests.sources.importing import files as made
from tests.sources.importing.conftest import DAY, Importer
from tests.sources.importing.looking import counts, figure, no_rows_written, only

pytestmark = pytest.mark.django_db


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


def test_two_fines_of_one_day_and_sum_are_two_cases(imported: Importer) -> None:
    rows = [made.fine_row("ETid-184", summary="Cameras."), made.fine_row("ETid-185", summary="Fingerprints.")]
    assert counts(imported("gdpr-fines", made.fines(*rows))) == {"new": 2}
    assert Incident.objects.values("title").distinct().count() == 1


def test_the_same_number_of_another_register_is_kept_in_the_unit_of_the_incident(imported: Importer) -> None:
    imported("hhs", made.hhs(made.hhs_row()))
    assert counts(imported("prc", made.prc(made.prc_row("Larkspur Clinic", told="12,400")))) == {"matched": 1}
    assert set(only().claims.values_list("unit", flat=True)) == {"people"}
    assert only().figures.count() == 1


@pytest.mark.parametrize(("count", "status"), [("34", "provisional"), ("1000", "provisional")])
def test_a_small_or_round_number_of_a_register_is_not_doubted_for_that(
    imported: Importer, count: str, status: str
) -> None:
    imported("prc", made.second(made.second_row(total_affected=count, residents_affected="1")))
    assert set(only().figures.values_list("status", flat=True)) == {status}


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
    assert (counts(report), str(report.faults[0])[:21]) == ({"new": 1, "refused": 1}, "Line 3, Breach Submis")
    large = made.hibp(made.breach(count=2**63))
    monkeypatch.setattr(running, "fault_in", lambda row: None)  # so that the ledger refuses it
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
    [claim] = Event.objects.latest("sequence").data["claims"]
    assert (claim["licence"], claim["attribution"]) == (
        "CC-BY-4.0",
        "Have I Been Pwned, https://haveibeenpwned.com",
    )


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
