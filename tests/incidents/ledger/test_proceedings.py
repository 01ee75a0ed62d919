"""Proceedings: put right where they were entered wrongly, silently when nothing differs."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from incidents.ledger import Actor, add_stage, amend_proceeding, amend_stage, open_proceeding, remove_stage
from incidents.models import Event, EventType, Incident, Proceeding, Regulator, Stage
from incidents.vocabulary import ProceedingKind, RegulatorKind, StageKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def proceeding(incident: Incident, curator: Actor) -> Proceeding:
    regulator = Regulator.objects.create(
        slug="xx-dpa", name="Data Office", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY
    )
    return open_proceeding(incident.pk, regulator=regulator, kind=ProceedingKind.INQUIRY, actor=curator)


@pytest.fixture
def stage(proceeding: Proceeding, curator: Actor) -> Stage:
    return add_stage(proceeding.pk, kind=StageKind.OPENED, happened_on=dt.date(2031, 6, 1), actor=curator)


def stage_events() -> int:
    return Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).count()


def test_an_amendment_is_an_event_and_the_same_again_is_none(stage: Stage, curator: Actor) -> None:
    before = stage_events()
    for _ in range(2):
        amend_proceeding(stage.proceeding_id, {"case_reference": "7"}, actor=curator, reason="Letter")
        amend_stage(stage.pk, {"happened_on": dt.date(2031, 6, 2)}, actor=curator, reason="Letter")
    assert stage_events() == before + 2
    stage.refresh_from_db()
    assert stage.happened_on == dt.date(2031, 6, 2)
    assert stage.history.first().history_change_reason == "Letter"


@pytest.mark.parametrize("changes", [{"amount_minor": -5, "currency": "EUR"}, {"amount_minor": 5}, {"proceeding": 1}])
def test_an_amendment_that_cannot_be_kept_changes_nothing(
    stage: Stage, curator: Actor, changes: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        amend_stage(stage.pk, changes, actor=curator)
    stage.refresh_from_db()
    assert stage.amount_minor is None


def test_a_stage_is_taken_away_with_a_reason_only(stage: Stage, curator: Actor) -> None:
    with pytest.raises(ValidationError):
        remove_stage(stage.pk, actor=curator, reason=" ")
    remove_stage(stage.pk, actor=curator, reason="Another case")
    assert not Stage.objects.exists()
    assert Stage.history.filter(history_type="-").get().history_change_reason == "Another case"
