"""Curators at the same moment, on real connections: threads with a database connection and a browser each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import Actor, IncidentDraft, known_party, open_incident, open_proceeding
from incidents.models import Event, EventType, Incident, IncidentMerge, Regulator
from incidents.vocabulary import ProceedingKind, RegulatorKind
from sources.models import Feed, Publisher
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


@pytest.mark.parametrize("kind", ["party", "regulator", "publisher", "feed", "proceeding"])
def test_of_curators_who_save_one_record_at_the_same_moment_one_wins_and_the_others_are_told(
    desk: Client, curator: User, kind: str
) -> None:
    name, key, fields = record_of(kind)
    address = reverse(f"admin:{name}_change", args=[key])
    opened = filled(desk.get(address))
    forms = [opened | change | {"change_reason": "Mine"} for change in fields]
    statuses = together(curator, [(address, form) for form in forms])
    assert sorted(statuses) == [200, 200, 200, 302]
    kept = filled(desk.get(address))
    for status, change in zip(statuses, fields, strict=True):
        assert all((str(kept.get(field)) == value) is (status == 302) for field, value in change.items())


def record_of(kind: str) -> tuple[str, int, list[dict[str, str]]]:
    """The name of the admin's page, the key of the record, and four changes that have nothing to do with each other."""
    company = known_party("Osier Data")
    office = Regulator.objects.create(slug="xx-o", name="Office", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY)
    paper = Publisher.objects.create(name="Daily", host="daily.example")
    if kind == "party":
        changes = [
            {"country": "FR"},
            {"site": "https://osier.example/"},
            {"sector": "52"},
            {"name": "Osier Data Group"},
        ]
        return "incidents_party", company.pk, changes
    if kind == "regulator":
        changes = [{"acronym": "OFD"}, {"region": "North"}, {"country": "FR"}, {"site": "https://office.example/"}]
        return "incidents_regulator", office.pk, changes
    if kind == "publisher":
        changes = [{"name": "The Daily"}, {"country": "FR"}, {"host": "news.example"}, {"voice": "regulator"}]
        return "sources_publisher", paper.pk, changes
    if kind == "feed":
        feed = Feed.objects.create(publisher=paper, url="https://daily.example/feed", next_poll_at=timezone.now())
        numbers = [{"poll_every_minutes": str(number)} for number in (41, 52, 63)]
        return "sources_feed", feed.pk, [*numbers, {"url": "https://daily.example/rss"}]
    incident = open_incident(IncidentDraft("A leak"), actor=Actor("test"))
    case = open_proceeding(incident.pk, regulator=office, kind=ProceedingKind.INQUIRY, actor=Actor("test"))
    texts = [{"label": "The office"}, {"case_reference": "C-1"}, {"legal_basis": "Article 83"}, {"kind": "litigation"}]
    return "incidents_proceeding", case.pk, texts
