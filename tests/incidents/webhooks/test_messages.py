"""The documentation of messages, held to what is really sent."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from incidents.ledger import (
    SYSTEM,
    IncidentDraft,
    correct_claim,
    merge_incidents,
    note_article_changed,
    note_coverage,
    record_claims,
    redact_text,
    review_claim,
    split_incident,
    update_incident,
)
from incidents.models import Event, EventType
from incidents.vocabulary import Decision, Polarity, Visibility
from incidents.webhooks import payload
from incidents.webhooks.endpoints import disable_endpoint
from incidents.webhooks.examples import DATA, example_of
from incidents.webhooks.messages import MESSAGES, schema_of
from incidents.webhooks.requested_deliveries import send_test_event
from tests.api import actor, fill, says
from tests.incidents.webhooks.conftest import figure_data

TYPES = sorted(str(name) for name in MESSAGES)


def closed(schema: Any) -> Any:
    """The same schema, with no field allowed that it does not name."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        if "properties" in found and "type" in found:
            found["additionalProperties"] = False
        return found
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


def check(message: Any, *, strict: bool = True) -> None:
    schema = schema_of(message["type"])
    validator = Draft202012Validator(
        closed(schema) if strict else schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(message)]
    assert problems == [], message["type"]


def test_every_type_of_event_is_documented_with_an_example():
    assert set(TYPES) == {*map(str, EventType), payload.TEST_TYPE}
    assert {str(name) for name in DATA} == set(TYPES)


@pytest.mark.parametrize("message_type", TYPES)
def test_each_schema_is_one_and_its_example_keeps_to_it(message_type):
    schema = schema_of(message_type)
    Draft202012Validator.check_schema(schema)
    assert schema["description"].endswith(".")
    check(example_of(message_type))


@pytest.mark.parametrize("message_type", TYPES)
def test_a_message_without_what_the_schema_asks_for_is_refused(message_type):
    example = example_of(message_type)
    validator = Draft202012Validator(schema_of(message_type))
    for broken in (
        {**example, "type": "figure.exploded"},
        {**example, "data": {name: value for name, value in example["data"].items() if name != "links"}},
        {name: value for name, value in example.items() if name != "timestamp"},
    ):
        assert not validator.is_valid(broken)


@pytest.mark.django_db
def test_everything_that_is_really_sent_keeps_to_its_schema(subscribe):
    incident, other, third = fill(1), fill(2), fill(3)
    denial = says(5_000, "Southwind", polarity=Polarity.DENIED, story="story:9")
    record_claims(incident.pk, [denial], source="article:9", cause="article", actor=actor())
    update_incident(incident.pk, {"countries": ["GB", "IE"]}, actor=actor(), reason="More of them.")
    claim = incident.claims.order_by("pk")[0]
    review_claim(claim.pk, Decision.PIN, reason="Known first hand.", actor=actor())
    correct_claim(claim.pk, {"unit": "accounts"}, reason="It counts accounts.", actor=actor())
    merge_incidents(keep=incident.pk, absorb=other.pk, reason="The same.", actor=actor())
    apart = third.claims.order_by("pk")[0].pk
    split_incident(third.pk, [apart], IncidentDraft("Another one"), reason="Two makers.", actor=actor())
    article = {"reference": "AR-1", "title": "Title", "url": "https://paper.example/1"}
    linked = {**article, "publisher": "", "published_on": None, "state": "confirmed", "score": None}
    note_coverage(incident.pk, article=linked, cause="article:1", actor=SYSTEM)
    note_article_changed(incident.pk, article={**article, "versions": 2}, cause="article:1", actor=SYSTEM)
    for visibility in (Visibility.INTERNAL, Visibility.PUBLIC):
        update_incident(incident.pk, {"visibility": visibility}, actor=actor())
    redact_text(incident.pk, "More of them.", reason="They are not.", actor=actor())
    disable_endpoint(subscribe(), reason="The receiver answered 410 Gone.")
    messages = [json.loads(payload.event_body(event)) for event in Event.objects.order_by("sequence")]
    messages.append(json.loads(payload.body_of(send_test_event(subscribe()))))
    for message in messages:
        check(message)
    assert sorted({message["type"] for message in messages}) == TYPES, "one of each type was sent"


@pytest.mark.django_db
@pytest.mark.parametrize("summary", [100, 100_000])
def test_what_was_cut_to_fit_keeps_to_its_schema_too(tell, incident, summary):
    example = example_of("incident.updated")["data"]
    snapshot = example_of("incident.created")["data"]["after"]
    roles = [{**snapshot["involvements"][0], "name": "Long " * 40}] * 200
    long = {**snapshot, "summary": "x" * summary, "involvements": roles}
    data = {"incident": example["incident"], "before": long, "after": long, "reason": "y" * summary}
    body = payload.event_body(tell(EventType.INCIDENT_UPDATED, data=data))
    assert len(body) <= payload.MAX_BYTES
    message = json.loads(body)
    assert message["data"]["shortened"] is True
    check(message)


@pytest.mark.django_db
def test_a_figure_with_many_long_claims_loses_the_last_and_keeps_to_its_schema(tell, incident):
    claim = {**example_of("claim.recorded")["data"]["claim"], "quote": "“So many.” " * 300}
    data = {**figure_data(incident), "claims": [claim] * 10}
    message = json.loads(payload.event_body(tell(data=data)))
    assert 0 < len(message["data"]["claims"]) < 10
    check(message)
