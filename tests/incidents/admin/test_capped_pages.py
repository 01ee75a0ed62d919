"""Lists of the admin count no further than anybody turns their pages."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.ledger import IncidentDraft, open_incident
from tests.api import actor

LIST = "admin:incidents_incident_changelist"


@pytest.mark.parametrize(("most", "told"), [(2, "more than 2 incidents"), (3, "3 incidents"), (4, "3 incidents")])
def test_a_long_list_says_that_there_are_more(
    desk: Client, monkeypatch: pytest.MonkeyPatch, most: int, told: str
) -> None:
    monkeypatch.setattr("incidents.admin.capped_pages.MOST_COUNTED", most)
    for number in range(3):
        open_incident(IncidentDraft(f"Harbour {number}"), actor=actor())
    for query in ({}, {"q": "harbour"}):
        page = desk.get(reverse(LIST), query)
        assert told in " ".join(page.content.decode().split())
    assert desk.get(reverse(LIST), {"p": "9"}).status_code in {200, 302}


def test_the_list_is_sorted_by_who_is_affected(desk: Client) -> None:
    columns = desk.get(reverse(LIST)).context["cl"].list_display
    answer = desk.get(reverse(LIST), {"o": f"-{columns.index('affected_shown')}"})
    assert answer.context["cl"].queryset.query.order_by[0] == "-affected"
