"""What everybody may see of incidents that are merged, split and hidden, and of what was there before."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from incidents.ledger import (
    Actor,
    IncidentDraft,
    merge_incidents,
    open_incident,
    record_claims,
    review_claim,
    split_incident,
    undo_merge,
    update_incident,
)
from incidents.models import Event, EventDraft, EventType, FigureRevision, Incident, Review
from incidents.vocabulary import Decision, IncidentStatus, Visibility
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db

HIDDEN: dict[str, Any] = {"visibility": Visibility.INTERNAL}
PUBLIC: dict[str, Any] = {"visibility": Visibility.PUBLIC}
CANDIDATE: dict[str, Any] = {"status": IncidentStatus.CANDIDATE, **HIDDEN}
Opener = Callable[..., Incident]


@pytest.fixture
def opened(curator: Actor) -> Opener:
    """An incident of this title, public unless told otherwise."""
    return lambda title, **draft: open_incident(IncidentDraft(title, **draft), actor=curator)


def change(incident: Incident, actor: Actor, **values: Any) -> None:
    update_incident(incident.pk, values, actor=actor, reason="because")


def public_events(after: int = 0) -> list[str]:
    """What everybody may read after this event: types with the references of what they are about."""
    rows = Event.objects.public().after(after).filter(type__startswith="incident.")
    return [f"{row.type} {row.incident.title if row.incident else ''}" for row in rows.select_related("incident")]


def last() -> int:
    return Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0]


@pytest.mark.parametrize(
    ("before", "after", "types"),
    [
        (PUBLIC, HIDDEN, ["incident.withdrawn"]),
        (PUBLIC, {"status": IncidentStatus.REJECTED}, ["incident.withdrawn"]),
        (PUBLIC, {"status": IncidentStatus.CANDIDATE}, ["incident.withdrawn"]),
        (PUBLIC, {"status": IncidentStatus.CLOSED}, ["incident.updated"]),
        (HIDDEN, PUBLIC, ["incident.published"]),
        (HIDDEN, {"status": IncidentStatus.CONFIRMED}, []),
        ({"status": IncidentStatus.CANDIDATE}, {"status": IncidentStatus.OPEN}, ["incident.published"]),
        ({"status": IncidentStatus.CANDIDATE}, {"status": IncidentStatus.REJECTED}, []),
        (CANDIDATE, {"status": IncidentStatus.OPEN}, []),
        (CANDIDATE, {"status": IncidentStatus.OPEN, **PUBLIC}, ["incident.published"]),
    ],
)
def test_what_everybody_is_told_when_an_incident_comes_or_goes(
    opened: Opener, curator: Actor, before: Any, after: Any, types: list[str]
) -> None:
    incident = opened("Alder", **before)
    begun = last()
    change(incident, curator, **after)
    assert public_events(begun) == [f"{kind} Alder" for kind in types]
    incident.refresh_from_db()
    assert incident.is_public == Incident.objects.public().filter(pk=incident.pk).exists()


def test_a_merge_of_a_hidden_incident_tells_nobody_of_it(opened: Opener, curator: Actor, says: Maker) -> None:
    kept, absorbed = opened("Alder"), opened("Birch", **HIDDEN)
    record_claims(absorbed.pk, [says(5)], source="article:1", cause="article:1", actor=curator)
    begun = last()
    merge = merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="the same as Birch", actor=curator)
    meanwhile = list(Event.objects.public().after(begun))
    assert {event.type for event in meanwhile} == {"figure.changed"}
    undo_merge(merge.pk, reason="Birch is another", actor=curator)
    shown = list(Event.objects.public().after(begun))
    assert {event.type for event in shown} == {"incident.published"}
    text = "".join(f"{event.data}{event.cause}" for event in (*meanwhile, *shown))
    for secret in ("Birch", absorbed.reference, absorbed.slug):
        assert secret not in text


def test_a_merge_of_two_public_incidents_is_told(opened: Opener, curator: Actor) -> None:
    kept, absorbed = opened("Alder"), opened("Birch")
    begun = last()
    merge = merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="one", actor=curator)
    undo_merge(merge.pk, reason="two", actor=curator)
    assert public_events(begun) == ["incident.merged Alder", "incident.split Alder"]
    change(absorbed, curator, **HIDDEN)
    assert public_events(begun) == ["incident.withdrawn Birch"], "what tells of both goes with either"
    assert "Birch" not in str([event.data for event in Event.objects.public().after(begun)])


def test_what_is_merged_into_a_hidden_incident_is_withdrawn_and_comes_back(
    opened: Opener, curator: Actor, client: Client
) -> None:
    hidden, public = opened("Alder", **HIDDEN), opened("Birch")
    begun = last()
    merge = merge_incidents(keep=hidden.pk, absorb=public.pk, reason="one", actor=curator)
    assert public_events(begun) == ["incident.withdrawn Birch"]
    answer = client.get(f"/api/v1/incidents/{public.reference}")
    assert answer.status_code == 404, "a redirect would tell where it went"
    assert client.get("/api/v1/incidents?merged=true").json()["results"] == []
    undo_merge(merge.pk, reason="two", actor=curator)
    assert public_events(begun)[-1] == "incident.published Birch"
    assert client.get(f"/api/v1/incidents/{public.reference}").status_code == 200


def test_all_that_lives_on_as_an_incident_is_as_visible_as_it_is(
    opened: Opener, curator: Actor, client: Client
) -> None:
    first, second, third = opened("Alder"), opened("Birch"), opened("Cedar")
    candidate = opened("Dogwood", **HIDDEN)
    merge_incidents(keep=first.pk, absorb=candidate.pk, reason="one", actor=curator)
    merge_incidents(keep=second.pk, absorb=first.pk, reason="one", actor=curator)
    merge_incidents(keep=third.pk, absorb=second.pk, reason="one", actor=curator)
    change(third, curator, **HIDDEN)
    assert [Incident.objects.public().count(), Event.objects.public().exclude(type="incident.withdrawn").count()] == [
        0,
        0,
    ]
    for incident in (first, second, third):
        assert client.get(f"/api/v1/incidents/{incident.reference}/timeline").status_code == 404
    change(third, curator, **PUBLIC)
    assert set(Incident.objects.public()) == {first, second, third}
    statement = Event.objects.public().filter(type=EventType.INCIDENT_PUBLISHED).get()
    assert statement.data["absorbed"] == sorted([first.reference, second.reference])
    assert client.get(f"/api/v1/incidents/{first.reference}").status_code == 307


@pytest.mark.parametrize(
    "case",
    [
        (HIDDEN, PUBLIC, ["incident.created Birch"]),
        (HIDDEN, HIDDEN, []),
        (PUBLIC, HIDDEN, []),
        (PUBLIC, PUBLIC, ["incident.created Birch", "incident.split Alder"]),
    ],
)
def test_a_split_is_told_where_both_are_public(opened: Opener, curator: Actor, says: Maker, case: Any) -> None:
    old, new, shown = case
    incident = opened("Alder", **old)
    [claim] = record_claims(incident.pk, [says(5)], source="article:1", cause="article:1", actor=curator).claims
    begun = last()
    split_incident(incident.pk, [claim.pk], IncidentDraft("Birch", **new), reason="two", actor=curator)
    assert public_events(begun) == shown
    if old != PUBLIC:
        rows = Event.objects.public().after(begun)
        assert incident.reference not in str([(row.data, row.cause) for row in rows])


def test_a_claim_that_comes_with_a_merge_leaves_its_reasons_behind(
    opened: Opener, curator: Actor, says: Maker, client: Client
) -> None:
    kept, candidate = opened("Alder"), opened("Birch", status=IncidentStatus.CANDIDATE)
    [claim] = record_claims(candidate.pk, [says(5)], source="article:1", cause="article:1", actor=curator).claims
    review_claim(claim.pk, Decision.ACCEPT, reason="a hunch", actor=curator)
    merge_incidents(keep=kept.pk, absorb=candidate.pk, reason="one", actor=curator)
    review_claim(claim.pk, Decision.PIN, reason="seen the letter", actor=curator)
    answer = client.get(f"/api/v1/claims/{claim.reference}?expand=reviews").json()
    assert [row["reason"] for row in answer["reviews"]] == ["seen the letter"]


@pytest.mark.parametrize(
    ("slug", "changes", "after"),
    [
        ("", {"title": "Birch"}, "birch"),
        ("", {"title": "Birch", **PUBLIC}, "birch"),
        ("", {"title": "Birch", "slug": "cedar"}, "cedar"),
        ("own-choice", {"title": "Birch"}, "own-choice"),
        ("", {"summary": "More."}, "alder"),
        ("", {"title": "ALDER"}, "alder"),
    ],
)
def test_a_working_title_is_not_told_by_the_slug(
    opened: Opener, curator: Actor, slug: str, changes: Any, after: str
) -> None:
    incident = opened("Alder", slug=slug, **HIDDEN)
    change(incident, curator, **changes)
    incident.refresh_from_db()
    assert incident.slug == after


@pytest.mark.parametrize("hidden", [False, True])
def test_the_slug_of_an_incident_that_was_ever_public_stays(opened: Opener, curator: Actor, hidden: bool) -> None:
    incident = opened("Alder")
    if hidden:
        change(incident, curator, **HIDDEN)
    change(incident, curator, title="Birch")
    incident.refresh_from_db()
    assert incident.slug == "alder", "people have its address"


def test_a_slug_given_in_hiding_is_not_to_be_guessed(opened: Opener, curator: Actor, client: Client) -> None:
    incident = opened("Alder")
    change(incident, curator, **HIDDEN)
    change(incident, curator, slug="birch-leak")

    def found(name: str) -> int:
        return len(client.get(f"/api/v1/events?incident={name}").json()["results"])

    assert [found(name) for name in ("birch-leak", "nothing-like-it", incident.reference)] == [0, 0, 1]
    change(incident, curator, **PUBLIC)
    assert found("birch-leak") == found(incident.reference) > 1


def tell_of_the_past() -> None:
    """Runs the data migration on rows as they were before."""
    Event.objects.update(public=False, other=None)
    FigureRevision.objects.update(public=False)
    Review.objects.update(public=False)
    Incident.objects.update(withheld=False)
    module = importlib.import_module("incidents.migrations.0008_tell_what_was_public")
    module.tell(apps, None)


def test_the_migration_says_of_old_rows_what_new_ones_say_themselves(
    opened: Opener, curator: Actor, says: Maker
) -> None:
    candidate, public = opened("Alder", status=IncidentStatus.CANDIDATE, **HIDDEN), opened("Birch")
    other, gone = opened("Cedar", **HIDDEN), opened("Dogwood")
    [claim] = record_claims(candidate.pk, [says(5)], source="article:1", cause="article:1", actor=curator).claims
    review_claim(claim.pk, Decision.REJECT, reason="a hunch", actor=curator)
    change(candidate, curator, status=IncidentStatus.OPEN, **PUBLIC)
    review_claim(claim.pk, Decision.PIN, reason="seen it", actor=curator)
    merge = merge_incidents(keep=public.pk, absorb=other.pk, reason="one", actor=curator)
    undo_merge(merge.pk, reason="two", actor=curator)
    merge_incidents(keep=public.pk, absorb=candidate.pk, reason="one", actor=curator)
    merge_incidents(keep=other.pk, absorb=gone.pk, reason="one", actor=curator)
    change(public, curator, title="Birch and Alder")
    change(public, curator, summary="hidden now", **HIDDEN)
    change(public, curator, **PUBLIC)
    of_now = (EventType.INCIDENT_PUBLISHED, EventType.INCIDENT_WITHDRAWN)  # there were none before
    events = Event.objects.exclude(type__in=of_now).order_by("sequence")
    wanted = list(events.values_list("sequence", "public", "other_id"))
    revisions = list(FigureRevision.objects.order_by("pk").values_list("pk", "public"))
    withheld = list(Incident.objects.order_by("pk").values_list("pk", "withheld"))
    tell_of_the_past()
    assert list(events.values_list("sequence", "public", "other_id")) == wanted
    assert list(FigureRevision.objects.order_by("pk").values_list("pk", "public")) == revisions
    assert list(Incident.objects.order_by("pk").values_list("pk", "withheld")) == withheld
    assert list(Review.objects.order_by("pk").values_list("reason", "public")) == [
        ("a hunch", False),
        ("seen it", True),
    ]


def test_the_migration_takes_the_safe_side_where_no_event_tells(opened: Opener, curator: Actor) -> None:
    incident = opened("Alder", **HIDDEN)
    incident.visibility = Visibility.PUBLIC
    incident.save()  # past the ledger, as a shell may have done
    change(incident, curator, title="Birch")
    tell_of_the_past()
    assert public_events() == ["incident.updated Birch"]


def test_an_event_of_no_incident_is_nobodys(curator: Actor) -> None:
    with transaction.atomic():
        Event.objects.append([EventDraft(EventType.ENDPOINT_DISABLED, {})], cause="", actor="")
    assert not Event.objects.public().exists()
