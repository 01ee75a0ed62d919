import json

import pytest

from incidents.models import EventType
from incidents.webhooks import payload
from incidents.webhooks.models import ApiVersion, Delivery
from incidents.webhooks.requested_deliveries import send_test_event

pytestmark = pytest.mark.django_db


def test_a_message_says_what_changed_from_the_event_row_alone(tell, incident, django_assert_num_queries):
    event = tell()
    with django_assert_num_queries(0):
        message = json.loads(payload.event_body(event))
    assert message["type"] == "figure.changed"
    assert message["timestamp"].endswith("Z")
    data = message["data"]
    assert (data["sequence"], data["incident_sequence"]) == (event.sequence, event.incident_sequence)
    assert data["incident"]["reference"] == incident.reference
    assert (data["old"]["best"], data["new"]["best"]) == (50_000_000, 87_000_000)
    assert data["change"] == {"absolute": 37_000_000, "relative": 0.74}
    assert data["claims"][0]["quote"].startswith("“up to 87 million”")


def test_a_message_links_to_the_incident_its_explanation_and_the_log(tell, incident, settings):
    settings.PUBLIC_URL = "https://tracker.example"
    event = tell()
    links = json.loads(payload.event_body(event))["data"]["links"]
    assert links == {
        "incident": f"https://tracker.example/api/v1/incidents/{incident.reference}",
        "explain": f"https://tracker.example/api/v1/incidents/{incident.reference}/figures/explain",
        "events": f"https://tracker.example/api/v1/events?after={event.sequence - 1}",
    }


def test_the_same_event_gives_the_same_bytes(tell):
    event = tell()
    again = type(event).objects.get(pk=event.pk)
    assert payload.event_body(event) == payload.event_body(again)


def test_text_is_sent_as_utf_8_and_not_escaped(tell):
    assert "“up to 87 million”".encode() in payload.event_body(tell())


def test_a_message_that_is_too_large_loses_its_last_claims(tell):
    event = tell(claims=200)
    body = payload.event_body(event)
    data = json.loads(body)["data"]
    assert len(body) <= payload.MAX_BYTES
    assert data["shortened"] is True
    assert 0 < len(data["claims"]) < 200
    assert data["claims"] == event.data["claims"][: len(data["claims"])]
    assert data["new"]["best"] == 87_000_000


def test_a_message_of_long_texts_is_shortened_and_keeps_its_links(tell, incident):
    data = {
        "incident": {"reference": incident.reference},
        "after": {"summary": "long " * 20_000, "notes": ["x" * 999] * 50},
    }
    body = payload.event_body(tell(EventType.INCIDENT_UPDATED, data=data))
    data = json.loads(body)["data"]
    assert len(body) <= payload.MAX_BYTES
    assert data["shortened"] is True
    assert data["links"]["incident"].endswith(incident.reference)
    assert data["incident"]["reference"] == incident.reference


def test_a_test_event_is_told_as_one(subscribe):
    delivery = send_test_event(subscribe())
    message = json.loads(payload.body_of(delivery))
    assert message["type"] == "webhook.test"
    assert message["data"]["endpoint"]["reference"] == delivery.endpoint.reference


def test_every_link_leads_to_a_resource_of_the_api(tell):
    from urllib.parse import urlsplit

    from django.urls import resolve

    links = json.loads(payload.event_body(tell()))["data"]["links"]
    names = {resolve(urlsplit(link).path).view_name for link in links.values()}
    assert names == {"incident-detail", "incident-figure-explain", "event-list"}


def test_there_is_a_body_for_every_version_that_an_endpoint_may_ask_for(tell, subscribe):
    assert set(payload.VERSIONS) == set(ApiVersion)
    endpoint, event = subscribe(api_version=ApiVersion.V1), tell()
    delivery = Delivery.objects.create(endpoint=endpoint, event=event, next_attempt_at=event.occurred_at)
    assert payload.body_of(delivery) == payload.event_body(event)
