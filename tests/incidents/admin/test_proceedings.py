"""Proceedings: opened and brought on by stages, through the ledger."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Event, EventType, Incident, Proceeding
from tests.incidents.admin.forms import filled


def stage(**typed: str) -> dict[str, str]:
    """What is typed into the first empty stage."""
    values = {
        "kind": "decision",
        "happened_on": "2032-01-10",
        "happened_precision": "day",
        "amount": "20 million",
        "currency": "GBP",
        **typed,
    }
    return {f"stages-0-{name}": value for name, value in values.items()}


def told() -> list[Event]:
    return list(Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).order_by("sequence"))


def test_one_is_opened_with_its_first_stage(desk: Client, incident: Incident, proceeding: Proceeding) -> None:
    address = reverse("admin:incidents_proceeding_add")
    form = filled(desk.get(address, {"incident": incident.pk}))
    form |= {"regulator": proceeding.regulator_id, "kind": "inquiry"} | stage(kind="opened", amount="", currency="")
    assert desk.post(address, form).status_code == 302
    opened = Proceeding.objects.get(kind="inquiry")
    assert opened.incident == incident
    assert opened.stages.get().kind == "opened"


def test_a_stage_is_added_and_an_event_tells_of_it(desk: Client, proceeding: Proceeding) -> None:
    before = len(told())
    address = reverse("admin:incidents_proceeding_change", args=[proceeding.pk])
    form = filled(desk.get(address)) | stage(kind="reduced", amount="18.4 million") | {"change_reason": "Appeal"}
    assert desk.post(address, form).status_code == 302
    latest = proceeding.latest_stage()
    assert latest is not None
    assert (latest.kind, latest.amount_minor) == ("reduced", 1_840_000_000)
    assert len(told()) == before + 1
    assert told()[-1].actor == "mara"
    assert latest.history.get().history_user.username == "mara"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"currency": ""}, "Give the currency"),
        ({"amount": ""}, "Give the amount"),
        ({"amount": "much"}, "Type a number"),
        ({"happened_on": "soon"}, "valid date"),
        ({"currency": "pounds"}, "at most 3"),
    ],
)
def test_a_stage_that_makes_no_sense_is_an_error_of_the_form(
    desk: Client, proceeding: Proceeding, typed: dict[str, Any], sentence: str
) -> None:
    address = reverse("admin:incidents_proceeding_change", args=[proceeding.pk])
    response = desk.post(address, filled(desk.get(address)) | stage(**typed))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert proceeding.stages.count() == 2
