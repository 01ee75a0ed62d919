import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from incidents.ledger import (
    SYSTEM,
    Actor,
    IncidentDraft,
    IncidentMerged,
    InvolvementDraft,
    VersionConflict,
    add_involvement,
    add_stage,
    known_party,
    merge_incidents,
    open_incident,
    open_proceeding,
    record_claims,
    split_incident,
    undo_merge,
    update_incident,
)
from incidents.models import Claim, Event, EventType, Figure, Incident, Party, Regulator
from incidents.vocabulary import (
    DataClass,
    IncidentStatus,
    InvolvementStanding,
    ProceedingKind,
    RegulatorKind,
    Role,
    StageKind,
)
from tests.incidents.ledger.conftest import DAY, Maker

pytestmark = pytest.mark.django_db


def test_opening_an_incident_keeps_who_and_where(incident: Incident, company: Party) -> None:
    assert incident.slug == "northwind-address-books"
    assert [row.country for row in incident.countries.all()] == ["GB"]
    assert incident.involvements.get(role=Role.CONTROLLER).party == company
    created = Event.objects.get(type=EventType.INCIDENT_CREATED)
    assert created.data["after"]["countries"] == ["GB"]
    assert created.incident_sequence == 1


def test_a_second_incident_of_the_same_title_gets_a_slug_of_its_own(incident: Incident, curator: Actor) -> None:
    second = open_incident(IncidentDraft(incident.title), actor=curator)
    assert second.slug == "northwind-address-books-2"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (IncidentDraft(""), "title"),
        (IncidentDraft("A case", countries=["England"]), "countries"),
        (IncidentDraft("A case", slug="not a slug"), "slug"),
        (IncidentDraft("A case", data_classes=["shoe sizes"]), "data_classes"),  # type: ignore[list-item]
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(draft: IncidentDraft, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        open_incident(draft, actor=SYSTEM)
    assert field in caught.value.message_dict
    assert not Incident.objects.exists()
    assert not Event.objects.exists()


def test_an_update_tells_what_was_before_and_after(incident: Incident, curator: Actor) -> None:
    changes = {"status": IncidentStatus.CONFIRMED, "data_classes": [DataClass.CONTACT], "countries": ["GB", "IE"]}
    update_incident(incident.pk, changes, actor=curator, reason="The company admits it.")
    event = Event.objects.get(type=EventType.INCIDENT_UPDATED)
    assert event.data["before"] == {"status": "open", "data_classes": [], "countries": ["GB"]}
    assert event.data["after"] == {"status": "confirmed", "data_classes": ["contact"], "countries": ["GB", "IE"]}
    history = incident.history.first()
    assert (history.history_user.username, history.history_change_reason) == ("mara", "The company admits it.")


def test_an_update_that_changes_nothing_is_silent(incident: Incident, curator: Actor) -> None:
    update_incident(incident.pk, {"title": incident.title, "countries": ["GB"]}, actor=curator)
    assert not Event.objects.filter(type=EventType.INCIDENT_UPDATED).exists()


def test_the_second_of_two_curators_is_told(incident: Incident, curator: Actor) -> None:
    incident.refresh_from_db()
    read = incident.version
    update_incident(incident.pk, {"title": "First"}, actor=curator, expected_version=read)
    with pytest.raises(VersionConflict) as caught:
        update_incident(incident.pk, {"title": "Second"}, actor=curator, expected_version=read)
    assert (caught.value.expected, caught.value.actual) == (read, read + 1)
    incident.refresh_from_db()
    assert incident.title == "First"


def test_a_party_is_known_however_it_is_written(company: Party) -> None:
    assert known_party("NORTHWIND mail") == company
    assert known_party("northwind", aliases=["NWM"]) == company
    assert Party.objects.called("nwm").get() == company


def test_a_role_given_twice_is_one_role(incident: Incident, company: Party, curator: Actor) -> None:
    draft = InvolvementDraft(company, Role.CONTROLLER, InvolvementStanding.ADMITTED)
    add_involvement(incident.pk, draft, actor=curator)
    events = Event.objects.count()
    add_involvement(incident.pk, draft, actor=curator)
    assert incident.involvements.get(role=Role.CONTROLLER).standing == "admitted"
    assert Event.objects.count() == events


def record(incident: Incident, *drafts, article: int = 1):
    return record_claims(incident.pk, drafts, source=f"article:{article}", cause="test", actor=SYSTEM)


def test_a_merge_moves_the_claims_and_can_be_undone(incident: Incident, says: Maker, curator: Actor) -> None:
    other = open_incident(IncidentDraft("Northwind leak"), actor=curator)
    record(incident, says(50), article=1)
    record(other, says(70, on=DAY + dt.timedelta(2)), article=2)
    merge = merge_incidents(keep=incident.pk, absorb=other.pk, reason="The same leak.", actor=curator)
    other.refresh_from_db()
    assert other.canonical() == incident
    assert Figure.objects.get(incident=incident).best == 70_000_000
    record(other, says(71, on=DAY + dt.timedelta(3)), article=3)  # coverage of the old reference follows it
    assert Figure.objects.get(incident=incident).best == 71_000_000
    record(other, article=3)
    with pytest.raises(IncidentMerged):
        update_incident(other.pk, {"title": "New"}, actor=curator)
    undo_merge(merge.pk, reason="Two leaks after all.", actor=curator)
    assert Figure.objects.get(incident=incident).best == 50_000_000
    assert Figure.objects.get(incident=other).best == 70_000_000
    assert Claim.objects.of(incident).filter(value=70_000_000).count() == 0


def test_a_split_claim_is_found_again_by_a_second_reading(incident: Incident, says: Maker, curator: Actor) -> None:
    record(incident, says(50), says(3, words="A clerk"))
    clerk = Claim.objects.get(value=3_000_000)
    apart = split_incident(
        incident.pk, [clerk.pk], IncidentDraft("The clerk's leak"), reason="Another leak.", actor=curator
    )
    record(incident, says(50), says(3, words="A clerk"))
    assert Claim.objects.filter(value=3_000_000).get().incident == apart
    assert Event.objects.filter(type=EventType.INCIDENT_SPLIT).count() == 1


def test_splitting_needs_claims_of_the_incident(incident: Incident, curator: Actor) -> None:
    with pytest.raises(ValidationError) as caught:
        split_incident(incident.pk, [999], IncidentDraft("Apart"), reason="No.", actor=curator)
    assert "claims" in caught.value.message_dict
    assert Incident.objects.count() == 1


def test_what_is_owed_is_the_latest_effective_stage(incident: Incident, company: Party, curator: Actor) -> None:
    regulator = Regulator.objects.create(
        slug="xx-office", name="Office", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY, country="GB"
    )
    case = open_proceeding(
        incident.pk, regulator=regulator, kind=ProceedingKind.ENFORCEMENT, respondent=company, actor=curator
    )
    money = {"currency": "GBP", "actor": curator}
    add_stage(case.pk, kind=StageKind.NOTICE_OF_INTENT, happened_on=DAY, amount_minor=183_390_000_00, **money)
    assert case.amount_owed() is None
    decided = {"kind": StageKind.DECISION, "happened_on": DAY + dt.timedelta(400), "amount_minor": 20_000_000_00}
    add_stage(case.pk, **decided, **money)
    add_stage(case.pk, **decided, **money)
    assert case.amount_owed() == (20_000_000_00, "GBP")
    assert case.stages.count() == 2
    assert Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).count() == 3
    add_stage(case.pk, kind=StageKind.ANNULLED, happened_on=DAY + dt.timedelta(500), actor=curator)
    assert case.amount_owed() is None
