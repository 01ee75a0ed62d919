"""Proceedings: opened and brought on by stages, through the ledger."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Event, EventType, Incident, Proceeding, Stage
from tests.incidents.admin.forms import filled


def stage(number: int, **typed: str) -> dict[str, str]:
    """What is typed into one more stage, the so-and-so many-th on the page."""
    values = {
        "kind": "decision",
        "happened_on": "2032-01-10",
        "happened_precision": "day",
        "amount": "20 million",
        "currency": "GBP",
        **typed,
    }
    return {"stages-TOTAL_FORMS": str(number + 1)} | {
        f"stages-{number}-{name}": value for name, value in values.items()
    }


def events_of_steps() -> list[Event]:
    return list(Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).order_by("sequence"))


def test_one_is_opened_with_its_first_stage(desk: Client, incident: Incident, proceeding: Proceeding) -> None:
    address = reverse("admin:incidents_proceeding_add")
    form = filled(desk.get(address, {"incident": incident.pk}))
    form |= {"regulator": proceeding.regulator_id, "kind": "inquiry"} | stage(0, kind="opened", amount="", currency="")
    assert desk.post(address, form).status_code == 302
    opened = Proceeding.objects.get(kind="inquiry")
    assert opened.incident == incident
    assert opened.stages.get().kind == "opened"


def test_a_stage_is_added_and_an_event_tells_of_it(desk: Client, proceeding: Proceeding) -> None:
    before = len(events_of_steps())
    address = reverse("admin:incidents_proceeding_change", args=[proceeding.pk])
    form = filled(desk.get(address)) | stage(2, kind="reduced", amount="18.4 million") | {"change_reason": "Appeal"}
    assert desk.post(address, form).status_code == 302
    latest = proceeding.latest_stage()
    assert latest is not None
    assert (latest.kind, latest.amount_minor) == ("reduced", 1_840_000_000)
    assert len(events_of_steps()) == before + 1
    assert events_of_steps()[-1].actor == "mara"
    assert latest.history.get().history_user.username == "mara"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"currency": ""}, "Give the currency"),
        ({"amount": ""}, "Give the amount"),
        ({"amount": "much"}, "Type a number"),
        ({"happened_on": "soon"}, "valid date"),
        ({"currency": "pounds"}, "at most 3"),
        ({"currency": "XXQ"}, "XXQ is the code of no currency (ISO 4217): give one such as EUR, GBP or USD."),
        ({"currency": "eur"}, "eur is no code of a currency: write EUR."),
        ({"amount": "8,7"}, "decimal comma"),
        ({"happened_on": "0001-01-01"}, "Give a day from 1990"),
        ({"happened_on": "2099-01-01"}, "Give a day from 1990"),
    ],
)
def test_a_stage_that_makes_no_sense_is_an_error_of_the_form(
    desk: Client, proceeding: Proceeding, typed: dict[str, Any], sentence: str
) -> None:
    address = reverse("admin:incidents_proceeding_change", args=[proceeding.pk])
    response = desk.post(address, filled(desk.get(address)) | stage(2, **typed))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert proceeding.stages.count() == 2


def page(proceeding: Proceeding) -> str:
    return reverse("admin:incidents_proceeding_change", args=[proceeding.pk])


def test_what_was_entered_wrongly_is_put_right_with_a_reason(desk: Client, proceeding: Proceeding) -> None:
    before = len(events_of_steps())
    form = filled(desk.get(page(proceeding)))
    assert form["stages-1-amount"] == "20,000,000"
    form |= {"stages-1-amount": "18.4 million", "case_reference": "OFD-7", "legal_basis": "GDPR art. 32"}
    assert "required" in desk.post(page(proceeding), form).content.decode()
    assert desk.post(page(proceeding), form | {"change_reason": "Misread"}).status_code == 302
    proceeding.refresh_from_db()
    assert (proceeding.case_reference, proceeding.legal_basis) == ("OFD-7", "GDPR art. 32")
    assert proceeding.amount_owed() == (1_840_000_000, "GBP")
    assert len(events_of_steps()) == before + 2
    latest = proceeding.history.first()
    assert (latest.history_user.username, latest.history_change_reason) == ("mara", "Misread")


def test_saving_a_proceeding_unchanged_is_silent(desk: Client, proceeding: Proceeding) -> None:
    before = len(events_of_steps())
    form = filled(desk.get(page(proceeding))) | {"change_reason": "Nothing"}
    assert desk.post(page(proceeding), form).status_code == 302
    assert len(events_of_steps()) == before


def test_a_stage_that_never_happened_is_taken_away(desk: Client, proceeding: Proceeding) -> None:
    form = filled(desk.get(page(proceeding))) | {"stages-1-DELETE": "on", "change_reason": "Another case"}
    assert desk.post(page(proceeding), form).status_code == 302
    assert [row.kind for row in proceeding.stages.all()] == ["notice_of_intent"]
    gone = Stage.history.filter(history_type="-").get()
    assert (gone.history_user.username, gone.history_change_reason) == ("mara", "Another case")
    assert events_of_steps()[-1].data["proceeding"]["owed"] is None
    history = desk.get(reverse("admin:incidents_proceeding_history", args=[proceeding.pk])).content.decode()
    assert "Another case" in history
    assert "Deleted" in history
