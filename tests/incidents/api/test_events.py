"""The list of events: how a subscriber that was away catches up."""

import json
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from rest_framework.test import APIClient

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint, disable_endpoint
from incidents.webhooks.payload import event_body
from tests.api import ROOT, client_with, fill
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db


def write(incident: Incident, number: int = 1) -> None:
    with transaction.atomic():
        draft = EventDraft(EventType.COVERAGE_LINKED, {"incident": {"reference": incident.reference}}, incident)
        Event.objects.append([draft] * number, cause="test", actor="test")


def catch_up(client: APIClient, last: int) -> list[int]:
    """The sequences after `last`, page by page, as the documentation for receivers has it."""
    found: list[int] = []
    while True:
        rows = client.get(f"{ROOT}/events?after={found[-1] if found else last}&page_size=7").json()["results"]
        if not rows:
            return found
        found += [row["sequence"] for row in rows]


def test_who_was_away_reads_every_event_once_and_in_order(reader: APIClient) -> None:
    incident = fill(1)
    write(incident, 30)
    everything = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert everything == list(range(1, len(everything) + 1))
    assert catch_up(reader, 0) == everything
    assert catch_up(reader, 17) == everything[17:]
    write(incident)
    assert catch_up(reader, everything[-1]) == [everything[-1] + 1]


def test_an_event_in_the_list_says_what_its_delivery_says(reader: APIClient) -> None:
    fill(1)
    for row in reader.get(f"{ROOT}/events").json()["results"]:
        event = Event.objects.get(reference=row["reference"])
        sent = json.loads(event_body(event))
        assert (row["type"], row["sequence"]) == (sent["type"], sent["data"]["sequence"])
        assert row["incident_sequence"] == sent["data"]["incident_sequence"]
        assert {name: sent["data"][name] for name in row["data"]} == row["data"]


def test_the_end_of_an_endpoint_is_listed_for_its_owner_alone(reader: APIClient, curator: APIClient) -> None:
    owner = client_with([TokenScope.READ, TokenScope.WEBHOOKS], "wanda")
    user = User.objects.get(username="wanda")
    endpoint = create_endpoint(EndpointDraft("https://hooks.example/"), owner=user, scopes=TokenScope).endpoint
    disable_endpoint(endpoint, reason="The receiver answered 410 Gone.")
    reference = Event.objects.get().reference
    for client, seen in ((owner, 1), (curator, 1), (reader, 0), (APIClient(), 0)):
        assert len(client.get(f"{ROOT}/events").json()["results"]) == seen
        assert client.get(f"{ROOT}/events/{reference}").status_code == (200 if seen else 404)


@pytest.mark.django_db(transaction=True)
def test_nothing_appears_below_what_was_shown_while_others_write(reader: APIClient) -> None:
    incidents = [Incident.objects.create(title=f"Number {number}", slug=f"number-{number}") for number in range(4)]
    start = threading.Barrier(5)

    def writer(incident: Incident) -> None:
        try:
            start.wait()
            for _ in range(15):
                write(incident)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer, args=(incident,)) for incident in incidents]
    for thread in threads:
        thread.start()
    start.wait()
    seen: list[int] = []
    try:
        while any(thread.is_alive() for thread in threads):
            seen += catch_up(reader, seen[-1] if seen else 0)
    finally:
        for thread in threads:
            thread.join()
    seen += catch_up(reader, seen[-1] if seen else 0)
    assert seen == list(range(1, 61))
