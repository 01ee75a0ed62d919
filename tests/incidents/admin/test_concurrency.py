"""Curators at the same moment, on real connections: threads with a database connection and a browser each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from incidents.models import Event, EventType, Incident, IncidentMerge
from tests.incidents.admin.forms import filled

pytestmark = pytest.mark.django_db(transaction=True)


def together(curator: User, posts: list[tuple[str, dict[str, Any]]]) -> list[int]:
    """The statuses of posts that set out at the same moment."""
    start = Barrier(len(posts))

    def post(one: tuple[str, dict[str, Any]]) -> int:
        browser = Client()
        browser.force_login(curator)
        try:
            start.wait(timeout=30)
            return browser.post(*one).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(post, posts))


def test_of_curators_who_save_at_the_same_moment_one_wins_and_the_others_are_told(
    desk: Client, curator: User, incident: Incident
) -> None:
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    opened = filled(desk.get(address))
    forms = [opened | {"title": f"Title {number}", "change_reason": "Mine"} for number in range(4)]
    statuses = together(curator, [(address, form) for form in forms])
    assert sorted(statuses) == [200, 200, 200, 302]
    incident.refresh_from_db()
    assert incident.title == f"Title {statuses.index(302)}"
    assert Event.objects.filter(incident=incident, type=EventType.INCIDENT_UPDATED).count() == 1


def test_of_two_who_undo_one_merge_at_the_same_moment_one_does(desk: Client, curator: User, incident: Incident) -> None:
    desk.post(
        reverse("admin:incidents_incident_add"),
        filled(desk.get(reverse("admin:incidents_incident_add")))
        | {
            "title": "The same case",
        },
    )
    other = Incident.objects.get(title="The same case")
    desk.post(
        reverse("admin:incidents_incident_merge", args=[incident.pk]),
        {"other": other.slug, "keep": "this", "reason": "One"},
    )
    merge = IncidentMerge.objects.get()
    undo = reverse("admin:incidents_incident_unmerge", args=[merge.pk])
    assert sorted(together(curator, [(undo, {"reason": "Two"})] * 2)) == [200, 302]
