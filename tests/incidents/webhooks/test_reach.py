"""Who is sent what: all types of events by all kinds of owners by all that may become of an incident.

What is sent is what GET /api/v1/events shows to the owner at that moment, with the scopes of the endpoint, and nothing
where the owner does not hold `webhooks`.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.models.event import endpoint_cause
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint
from incidents.webhooks.models.reach import NOT_ALLOWED, NOT_PUBLIC
from incidents.webhooks.requested_deliveries import replay_delivery, replay_since, send_test_event
from incidents.webhooks.retention import prune
from tests.accounts import account, give, permissions, take
from tests.incidents.webhooks.conftest import figure_data, split
from tests.loopback import Loopback, answer
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.rights import effective_scopes
from tracker.foundation.access.tokens import MARK, digest

pytestmark = pytest.mark.django_db

READ, SUBMIT, CURATE, WEBHOOKS = TokenScope.READ, TokenScope.SUBMIT, TokenScope.CURATE, TokenScope.WEBHOOKS
Step = Callable[[User], object]


def nothing(_: User) -> None:
    """Leaves the account as it is."""


def join(user: User) -> None:
    user.groups.add(ensure_curators_group())


def leave(user: User) -> None:
    user.groups.clear()


def switch(**fields: bool) -> Step:
    return lambda user: User.objects.filter(pk=user.pk).update(**fields)


def lose(*scopes: TokenScope) -> Step:
    return lambda user: take(user, *scopes)


def lose_and_regain(user: User) -> None:
    leave(user)
    join(user)


@dataclass(frozen=True)
class Kind:
    """Rights, the scopes of the token that registers, and what becomes of the account before and after the fan-out."""

    rights: tuple[TokenScope, ...] = ()
    asked: tuple[TokenScope, ...] = tuple(TokenScope)
    made: Step = nothing
    registered: Step = nothing
    fanned_out: Step = nothing


OWNERS = {
    "reader": Kind((READ, WEBHOOKS), (READ, WEBHOOKS)),
    "webhooks alone": Kind((WEBHOOKS,), (WEBHOOKS,)),
    "reader who asks for all": Kind((READ, WEBHOOKS)),
    "staff without permissions": Kind(made=switch(is_staff=True)),
    "staff with webhooks": Kind((WEBHOOKS,), made=switch(is_staff=True)),
    "curator by group": Kind(made=join),
    "curator by permission": Kind((CURATE, WEBHOOKS)),
    "curator with a token for webhooks alone": Kind(asked=(WEBHOOKS,), made=join),
    "curator with a reader's token": Kind(asked=(READ, WEBHOOKS), made=join),
    "curator without read in the token": Kind(asked=(CURATE, WEBHOOKS), made=join),
    "curator without webhooks": Kind((CURATE,)),
    "superuser": Kind(made=switch(is_superuser=True)),
    "superuser with a reader's token": Kind(asked=(READ, WEBHOOKS), made=switch(is_superuser=True)),
    "inactive": Kind((READ, WEBHOOKS), made=switch(is_active=False)),
    "inactive superuser": Kind(made=switch(is_superuser=True, is_active=False)),
    "curator removed after registering": Kind(made=join, registered=leave),
    "curator removed, webhooks kept": Kind((WEBHOOKS,), made=join, registered=leave),
    "curator removed before sending": Kind(made=join, fanned_out=leave),
    "curate lost before sending": Kind((CURATE, WEBHOOKS), fanned_out=lose(CURATE)),
    "webhooks lost before sending": Kind((CURATE, WEBHOOKS), fanned_out=lose(WEBHOOKS)),
    "webhooks lost after registering": Kind((READ, WEBHOOKS), registered=lose(WEBHOOKS)),
    "made a curator after registering": Kind((READ, WEBHOOKS), registered=join),
    "curator removed and restored": Kind(made=join, registered=lose_and_regain),
    "switched off before sending": Kind(made=join, fanned_out=switch(is_active=False)),
    "superuser no more": Kind(made=switch(is_superuser=True), fanned_out=switch(is_superuser=False)),
}
# What an incident is when the events are written, and what becomes of it before they are sent.
INCIDENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "public": ({}, {}),
    "internal": ({"visibility": "internal"}, {}),
    "candidate": ({"status": "candidate"}, {}),
    "rejected": ({"status": "rejected"}, {}),
    "hidden before it is sent": ({}, {"visibility": "internal"}),
    "rejected before it is sent": ({}, {"status": "rejected"}),
    "published before it is sent": ({"visibility": "internal"}, {"visibility": "public"}),
}


def write(incident: Incident, other: Incident, ended: list[Endpoint]) -> None:
    """One event of each type, a second one beside another incident, and the end of each of these endpoints."""
    drafts = [
        EventDraft(kind, figure_data(incident), incident) for kind in EventType if kind != EventType.ENDPOINT_DISABLED
    ]
    drafts.append(EventDraft(EventType.INCIDENT_MERGED, figure_data(other), other, incident))
    with transaction.atomic():
        Event.objects.append(drafts, cause="test", actor="test")
        for endpoint in ended:
            draft = EventDraft(EventType.ENDPOINT_DISABLED, {"endpoint": {"reference": endpoint.reference}})
            Event.objects.append([draft], cause=endpoint_cause(endpoint.reference), actor="test")


def shown(owner: User, scopes: Collection[str], own: Endpoint) -> set[str]:
    """Of the events that GET /events shows with such a token, those that are not the ends of others' endpoints."""
    if not scopes:
        return set()
    secret = MARK + secrets.token_urlsafe(
        32
    )  # issued when its owner held them: none is issued beyond its owner's rights
    ApiToken.objects.create(owner=owner, name="t", prefix=secret[:12], digest=digest(secret), scopes=list(scopes))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    listed = client.get("/api/v1/events?page_size=200").json()
    cause = endpoint_cause(own.reference)
    rows = listed.get("results", [])
    return {row["reference"] for row in rows if row["type"] != "endpoint.disabled" or row["cause"] == cause}


@pytest.mark.parametrize(
    ("becomes", "anonymous_read"),
    # Whether nobody needs a token tells of what is public at some moment alone.
    [
        (name, anonymous)
        for name, (before, after) in INCIDENTS.items()
        for anonymous in ([True, False] if after or not before else [True])
    ],
)
def test_what_is_sent_is_what_the_owner_may_read_at_that_moment(
    loopback: Loopback, incident: Incident, settings: Any, becomes: str, anonymous_read: bool
) -> None:
    settings.ANONYMOUS_READ = anonymous_read
    before, after = INCIDENTS[becomes]
    owners, endpoints, ended, registered_with = {}, {}, {}, {}
    for place, (name, kind) in enumerate(OWNERS.items()):
        owner = account(f"owner-{place}", *kind.rights)
        kind.made(owner)
        owner = User.objects.get(pk=owner.pk)
        registered_with[name] = scopes = effective_scopes(owner, kind.asked)
        loopback.says(f"/{place}", answer())
        endpoints[name], ended[name] = (
            create_endpoint(EndpointDraft(loopback.url(path)), owner=owner, scopes=scopes).endpoint
            for path in (f"/{place}", "/ended")
        )
        Endpoint.objects.filter(pk=ended[name].pk).update(state="disabled")
        kind.registered(owner)
        owners[name] = owner
    other = Incident.objects.create(title="Another", slug="another")
    Incident.objects.filter(pk=incident.pk).update(**before)
    write(incident, other, list(ended.values()))
    fan_out()
    for name, kind in OWNERS.items():
        kind.fanned_out(owners[name])
    if after:
        Incident.objects.filter(pk=incident.pk).update(**after)
    deliver_due()
    sent: dict[str, set[str]] = {name: set() for name in OWNERS}
    for request in loopback.requests:
        path = int(request.split(b" ")[1][1:])
        sent[list(OWNERS)[path]].add(split(request)[0]["webhook-id"])
    expected = {}
    for name in OWNERS:
        owner = User.objects.get(pk=owners[name].pk)
        may_read = shown(owner, registered_with[name], ended[name])
        expected[name] = may_read if WEBHOOKS in effective_scopes(owner, registered_with[name]) else set()
        if after.get("visibility") == "public":  # what can be read only since the fan-out is not sent late
            rows = Delivery.objects.filter(endpoint=endpoints[name])
            expected[name] &= set(rows.values_list("event__reference", flat=True))
    assert sent == expected
    assert not Delivery.objects.pending().exists(), "what is not sent ends"
    withheld = Delivery.objects.filter(state=DeliveryState.WITHHELD)
    assert set(withheld.values_list("reason", flat=True)) <= {NOT_ALLOWED, NOT_PUBLIC}


@pytest.fixture
def curator(db: None) -> User:
    return account("curator", WEBHOOKS, CURATE)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_what_was_withheld_goes_out_when_it_is_asked_for_and_right_again(subscribe, tell, loopback, incident, curator):
    endpoint = subscribe(loopback.url("/ok"), by=curator)
    Incident.objects.filter(pk=incident.pk).update(visibility="internal")
    tell()
    fan_out()
    take(curator, CURATE)
    run = deliver_due()
    assert (run.delivered, states()) == (0, ["withheld"])
    row = Delivery.objects.get()
    assert (row.reason, row.attempts, row.lease_token, row.next_attempt_at) == (NOT_PUBLIC, 0, "", None)
    assert replay_delivery(row)
    assert (deliver_due().delivered, states()) == (0, ["withheld"]), "asked for too early"
    give(curator, CURATE)
    assert replay_since(endpoint, row.created_at - dt.timedelta(minutes=1)) == 1
    assert (deliver_due().delivered, states()) == (1, ["delivered"])
    assert Delivery.objects.get().reason == ""


def test_an_old_delivery_is_not_sent_again_once_its_incident_is_hidden(subscribe, tell, loopback, incident):
    endpoint = subscribe(loopback.url("/ok"))
    tell()
    deliver_due()
    Incident.objects.filter(pk=incident.pk).update(visibility="internal")
    assert replay_since(endpoint, timezone.now() - dt.timedelta(minutes=1)) == 1
    deliver_due()
    assert (len(loopback.requests), states()) == (1, ["withheld"])


def test_a_test_event_is_sent_to_whoever_may_subscribe_alone(subscribe, loopback, owner):
    endpoint = subscribe(loopback.url("/ok"))
    send_test_event(endpoint)
    take(owner, WEBHOOKS)
    deliver_due()
    assert (states(), Delivery.objects.get().reason) == (["withheld"], NOT_ALLOWED)
    give(owner, WEBHOOKS)
    send_test_event(endpoint)
    assert deliver_due().delivered == 1


def test_very_many_that_may_not_be_sent_hold_up_nobody(subscribe, tell, loopback, curator, owner):
    gone, well = subscribe(loopback.url("/ok"), by=curator), subscribe(loopback.url("/ok"))
    events = [tell() for _ in range(60)]
    fan_out()
    take(curator, WEBHOOKS)
    assert deliver_due().delivered == len(events)
    assert set(Delivery.objects.filter(endpoint=gone).values_list("state", flat=True)) == {"withheld"}
    assert set(Delivery.objects.filter(endpoint=well).values_list("state", flat=True)) == {"delivered"}


def test_what_was_withheld_is_removed_like_what_failed(subscribe, tell, loopback, owner):
    subscribe(loopback.url("/ok"))
    tell()
    fan_out()
    take(owner, WEBHOOKS)
    deliver_due()
    assert prune() == 0
    Delivery.objects.update(finished_at=timezone.now() - dt.timedelta(days=settings.KEEP_FAILED_DAYS + 1))
    assert prune() == 1


def test_a_group_of_its_own_counts_as_well(subscribe, tell, incident):
    group = Group.objects.create(name="desk")
    group.permissions.set(permissions([WEBHOOKS, CURATE]))
    member = account("member")
    member.groups.add(group)
    subscribe(by=User.objects.get(pk=member.pk))
    Incident.objects.filter(pk=incident.pk).update(status="candidate")
    tell()
    fan_out()
    assert states() == ["pending"]
