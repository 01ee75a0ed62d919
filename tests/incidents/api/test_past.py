"""One incident's life, from candidate to redaction, and what each reader sees of it at each station.

Every text that somebody writes has a word of its own, so that it can be looked for wherever anything is told.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    Actor,
    IncidentDraft,
    merge_incidents,
    open_incident,
    overrule_figure,
    record_claims,
    redact_text,
    review_claim,
    undo_merge,
    update_incident,
)
from incidents.models import Incident
from incidents.vocabulary import Decision, Hedge, IncidentStatus, Metric, SpeakerKind, Unit, Visibility
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Delivery
from incidents.webhooks.payload import body_of
from tests.accounts import account, give
from tests.api import ROOT, client_with, says
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.rights import held_scopes

pytestmark = pytest.mark.django_db

STATIONS = ("candidate", "published", "changed", "hidden", "again", "redacted")
# word -> where in the life it was written, and what everybody sees of it at each station: `x` seen, `.` not.
TABLE = """
title-first       the title of the candidate                          . . . . . .
title-second      its title while it was worked on                    . . . . . .
title-public      its title when it was published                     . x x . x x
summary-first     its summary as a candidate                          . . . . . .
summary-second    its summary when it was published                   . x x . x x
summary-public    its summary as changed in public                    . . x . x x
summary-hidden    its summary while it was hidden again               . . . . . .
summary-again     its summary when it was published again, redacted   . . . . x .
summary-last      its summary at the end                              . . . . . x
reason-rename     why the candidate was given another title           . . . . . .
reason-review     why its claim was rejected, as a candidate          . . . . . .
reason-overrule   why its figure was overruled, as a candidate        . . . . . .
reason-merge      why another candidate was merged into it            . . . . . .
reason-undo       why that was undone                                 . . . . . .
reason-publish    why it was published                                . . . . . .
reason-public     why it was changed in public                        . . x . x x
reason-judged     why its claim was accepted, in public               . . x . x x
reason-hide       why it was hidden                                   . . . . . .
reason-hidden     why it was changed while it was hidden              . . . . . .
reason-pinned     why its claim was pinned while it was hidden        . . . . . .
reason-again      why it was published again                          . . . . . .
reason-last       why it was changed at the end                       . . . . . x
reason-redact     why a text was taken out                            . . . . . x
other-candidate   the other candidate, merged and apart again         . . . . . .
voice-early       who spoke in the news that the candidate came from  . x x . x x
voice-hidden      who spoke in the news while it was hidden           . . . . x x
"""
ROWS = {line[:18].strip(): line[70:].split() for line in TABLE.strip().splitlines()}
REDACTED = "summary-again"
PUBLIC = {"status": IncidentStatus.OPEN, "visibility": Visibility.PUBLIC}
PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)
# For how long what was sent stays with who got it: once seen, for ever.
SENT = {word for word, seen in ROWS.items() if "x" in seen}


def life(actor: Actor) -> Iterator[tuple[str, Incident]]:
    """The incident at each station."""
    draft = IncidentDraft(
        "title-first", summary="summary-first", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL
    )
    incident = open_incident(draft, actor=actor)

    def change(reason: str, **values: Any) -> None:
        update_incident(incident.pk, values, actor=actor, reason=reason)

    early = says(4_000, "voice-early", kind=SpeakerKind.RESPONSIBLE_PARTY)
    [claim] = record_claims(incident.pk, [early], source="article:1", cause="article:1", actor=actor).claims
    change("reason-rename", title="title-second")
    review_claim(claim.pk, Decision.REJECT, reason="reason-review", actor=actor)
    own = overrule_figure(incident.pk, PEOPLE, bounds(9_000, Hedge.EXACT), reason="reason-overrule", actor=actor)
    other = open_incident(
        IncidentDraft("other-candidate", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL), actor=actor
    )
    merge = merge_incidents(keep=incident.pk, absorb=other.pk, reason="reason-merge", actor=actor)
    undo_merge(merge.pk, reason="reason-undo", actor=actor)
    yield "candidate", incident
    change("reason-publish", title="title-public", summary="summary-second", **PUBLIC)
    yield "published", incident
    change("reason-public", summary="summary-public")
    review_claim(claim.pk, Decision.ACCEPT, reason="reason-judged", actor=actor)
    review_claim(own.pk, Decision.UNPIN, reason="no more of it", actor=actor)
    yield "changed", incident
    change("reason-hide", visibility=Visibility.INTERNAL)
    change("reason-hidden", summary="summary-hidden")
    review_claim(claim.pk, Decision.PIN, reason="reason-pinned", actor=actor)
    late = says(6_000, "voice-hidden", story="story:2")
    record_claims(incident.pk, [late], source="article:2", cause="article:2", actor=actor)
    yield "hidden", incident
    change("reason-again", summary="summary-again", **PUBLIC)
    yield "again", incident
    change("reason-last", summary="summary-last")
    redact_text(incident.pk, REDACTED, reason="reason-redact", actor=actor)
    yield "redacted", incident


def lived(actor: Actor, until: str) -> Incident:
    """The incident at this station."""
    return next(incident for station, incident in life(actor) if station == until)


def walk(client: APIClient, address: str) -> str:
    """All pages of a list, as text; empty where it is not there."""
    found, follow = "", f"{ROOT}/{address}"
    while follow:
        answer = client.get(follow)
        if answer.status_code == 404:
            return ""
        assert answer.status_code == 200, answer.content
        found += answer.content.decode()
        follow = answer.json().get("next") or ""
    return found


SURFACES: dict[str, Callable[[str], str]] = {
    "record": lambda name: f"incidents/{name}?expand=claims,proceedings",
    "events": lambda name: "events",
    "events of it": lambda name: f"events?incident={name}",
    "timeline": lambda name: f"incidents/{name}/timeline",
    "figures": lambda name: f"incidents/{name}/figures?expand=explanation",
    "figures as of": lambda name: f"incidents/{name}/figures?as_of=2031-06-01",
    "explain": lambda name: f"incidents/{name}/figures/explain",
    "figure history": lambda name: f"incidents/{name}/figures/history",
    "claims": lambda name: f"incidents/{name}/claims?expand=reviews",
    "all claims": lambda name: "claims?expand=reviews",
    "proceedings": lambda name: f"incidents/{name}/proceedings",
    "involvements": lambda name: f"incidents/{name}/involvements",
    "coverage": lambda name: f"incidents/{name}/coverage",
    "incidents": lambda name: "incidents?merged=true",
}


def seen(client: APIClient, incident: Incident) -> dict[str, set[str]]:
    """By surface, the words that it shows."""
    shown = {name: walk(client, of(incident.reference)) for name, of in SURFACES.items()}
    return {name: {word for word in ROWS if word in text} for name, text in shown.items()}


@pytest.fixture
def mara(db: None) -> User:
    return User.objects.create_superuser("mara")


@pytest.fixture
def clients(mara: User) -> dict[str, APIClient]:
    return {
        "anonymous": APIClient(),
        "reader": client_with([TokenScope.READ], "rita"),
        "curator": client_with(TokenScope, "mara"),
    }


@pytest.mark.parametrize("station", STATIONS)
def test_everybody_sees_of_a_life_what_the_table_says(station: str, mara: User, clients: dict[str, APIClient]) -> None:
    place = STATIONS.index(station)
    public = {word for word, marks in ROWS.items() if marks[place] == "x"}
    incident = lived(Actor.of(mara), station)
    for who in ("anonymous", "reader"):
        shown = seen(clients[who], incident)
        too_much = {name: words - public for name, words in shown.items() if words - public}
        assert too_much == {}, who
        assert set().union(*shown.values()) == public, who
    words = set().union(*seen(clients["curator"], incident).values())
    assert public <= words, "a curator sees what everybody sees"


def test_a_curator_sees_the_whole_life_but_for_what_was_redacted(mara: User, clients: dict[str, APIClient]) -> None:
    *_, (_, incident) = life(Actor.of(mara))
    shown = seen(clients["curator"], incident)
    assert ROWS.keys() - set().union(*shown.values()) == {REDACTED}
    assert {"reason-rename", "reason-merge", "reason-undo", "reason-hide"} <= shown["timeline"]
    assert {"reason-review", "reason-pinned"} <= shown["claims"]


def test_webhooks_send_of_a_life_what_the_table_says(mara: User) -> None:
    rita, mara = account("rita", TokenScope.WEBHOOKS), give(mara, TokenScope.WEBHOOKS, TokenScope.CURATE)
    endpoints = {
        name: create_endpoint(
            EndpointDraft(f"https://{name}.example/"), owner=owner, scopes=held_scopes(owner)
        ).endpoint
        for name, owner in (("public", rita), ("desk", mara))
    }
    sent: dict[str, dict[int, Any]] = {name: {} for name in endpoints}
    for _ in life(Actor.of(mara)):
        fan_out()
        for name, endpoint in endpoints.items():
            rows = Delivery.objects.filter(endpoint=endpoint).select_related("event", "endpoint")
            for delivery in rows.order_by("event__sequence"):
                sent[name].setdefault(delivery.pk, json.loads(body_of(delivery)))
    words = json.dumps(list(sent["public"].values()))
    assert {word for word in ROWS if word in words} == SENT
    types = [message["type"] for message in sent["public"].values() if message["type"].startswith("incident.")]
    assert types == [
        "incident.published",
        "incident.updated",
        "incident.withdrawn",
        "incident.published",
        "incident.updated",
        "incident.redacted",
    ]
    gone = next(message for message in sent["public"].values() if message["type"] == "incident.withdrawn")
    assert gone["data"]["incident"].keys() == {"reference"}
    everything = json.dumps(list(sent["desk"].values()))
    assert {"reason-rename", "reason-merge", "reason-hide"} <= {word for word in ROWS if word in everything}


def test_a_delivery_still_to_be_sent_carries_the_mark(mara: User) -> None:
    endpoint = create_endpoint(
        EndpointDraft("https://public.example/"), owner=account("rita", TokenScope.WEBHOOKS), scopes=[TokenScope.READ]
    ).endpoint
    for _ in life(Actor.of(mara)):
        fan_out()
    bodies = [body_of(row).decode() for row in Delivery.objects.filter(endpoint=endpoint).select_related("event")]
    assert not any(REDACTED in body for body in bodies)
    assert any("[redacted]" in body for body in bodies)


def test_the_history_of_figures_begins_with_publication(mara: User, clients: dict[str, APIClient]) -> None:
    incident = lived(Actor.of(mara), "changed")
    address = f"{ROOT}/incidents/{incident.reference}/figures/history"
    public = clients["reader"].get(address).json()["results"]
    everything = clients["curator"].get(address).json()["results"]
    assert len(public) < len(everything)
    assert [row["number"] for row in public] == [row["number"] for row in everything[-len(public) :]]


def test_the_statement_says_what_is_held_and_no_more(mara: User, clients: dict[str, APIClient]) -> None:
    incident = lived(Actor.of(mara), "published")
    [event] = clients["anonymous"].get(f"{ROOT}/incidents/{incident.reference}/timeline").json()["results"]
    assert event["type"] == "incident.published"
    assert "actor" not in event
    assert event["data"].keys() == {"incident", "held", "figures", "absorbed"}
    assert event["data"]["held"]["title"] == "title-public"
    [figure] = event["data"]["figures"]
    assert (figure["best"], figure["status"]) == (9_000, "settled")
    assert figure["sentence"]


@pytest.mark.parametrize(("asked", "public"), [({}, False), ({"visibility": "public"}, True)])
def test_what_is_split_from_a_hidden_incident_is_hidden_unless_told_otherwise(
    mara: User, clients: dict[str, APIClient], asked: dict[str, str], public: bool
) -> None:
    actor = Actor.of(mara)
    incident = open_incident(IncidentDraft("Alder", visibility=Visibility.INTERNAL), actor=actor)
    [claim] = record_claims(incident.pk, [says(4, "Alder")], source="article:1", cause="article:1", actor=actor).claims
    body = {"claims": [claim.reference], "incident": {"title": "Birch", **asked}, "reason": "Two."}
    answer = clients["curator"].post(f"{ROOT}/incidents/{incident.reference}/split", body, format="json")
    assert answer.status_code == 201, answer.content
    assert Incident.objects.public().filter(title="Birch").exists() == public
