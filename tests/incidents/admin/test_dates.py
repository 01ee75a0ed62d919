"""Days as a curator types them."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from incidents.admin.dates import typed_day
from incidents.models import Incident
from tests.incidents.admin.forms import filled

JUNE = dt.date(2018, 6, 9)
NOW = dt.datetime(2018, 6, 9, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["2018-06-09", "2018-6-9", "9 June 2018", "09 jun 2018", "June 9, 2018", "Jun 9 2018", "9.6.2018", "Today "]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    with patch("django.utils.timezone.now", return_value=NOW):
        assert typed_day(text) == JUNE


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/06/2018", dt.date(2018, 6, 13)),
        ("06/13/2018", dt.date(2018, 6, 13)),
        ("6-6-2018", dt.date(2018, 6, 6)),
        ("yesterday", dt.date(2018, 6, 8)),
    ],
)
def test_digits_that_can_be_one_day_alone_are_read_as_that(text: str, day: dt.date) -> None:
    with patch("django.utils.timezone.now", return_value=NOW):
        assert typed_day(text) == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("09/06/2018", "9 June 2018 to some, 6 September 2018 to others: write 2018-06-09 or 2018-09-06."),
        ("09-06-2018", "write 2018-06-09"),
        ("09/06/18", "Write a day such as 2018-06-09"),
        ("2018-02-30", "There is no such day."),
        ("31/31/2018", "There is no such day."),
        ("soon", "today or yesterday"),
    ],
)
def test_what_can_be_two_days_or_none_is_refused_with_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        typed_day(text)


def test_the_form_of_an_incident_shows_a_day_as_it_may_be_typed_and_refuses_what_is_unclear(
    desk: Client, incident: Incident
) -> None:
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    Incident.objects.filter(pk=incident.pk).update(disclosed_on=JUNE)
    assert 'value="2018-06-09"' in desk.get(address).content.decode()
    shown = filled(desk.get(address)) | {"occurred_on": "09/06/2018", "change_reason": "It is told so."}
    assert "write 2018-06-09 or 2018-09-06" in desk.post(address, shown).content.decode()
    assert desk.post(address, shown | {"occurred_on": "8 June 2018"}).status_code == 302
    incident.refresh_from_db()
    assert incident.occurred_on == dt.date(2018, 6, 8)


def test_the_list_is_narrowed_to_what_came_by_yesterday(desk: Client, incident: Incident) -> None:
    shown = desk.get(reverse("admin:incidents_incident_changelist"), {"to_day": "yesterday"}).content.decode()
    assert "Write a year" not in shown
    assert incident.title not in shown
