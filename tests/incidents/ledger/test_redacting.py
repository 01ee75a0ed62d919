"""A text is taken out of everything that the tracker says of an incident, and only that."""

import json
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.utils import timezone

from incidents.ledger import (
    Actor,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    StageDraft,
    add_involvement,
    add_stage,
    amend_proceeding,
    known_party,
    merge_incidents,
    open_incident,
    open_proceeding,
    preview_redaction,
    record_claims,
    record_stages,
    redact_text,
    remove_involvement,
    remove_stage,
    review_claim,
    split_incident,
    undo_merge,
    update_incident,
)
from incidents.ledger.stage_drafts import ActingDraft
from incidents.models import (
    Claim,
    Event,
    Evidence,
    Figure,
    FigureRevision,
    Incident,
    IncidentMerge,
    Involvement,
    Proceeding,
    Redaction,
    Review,
    Stage,
    StageEvidence,
)
from incidents.vocabulary import Decision, ProceedingKind, Role, SpeakerKind, StageKind, Visibility
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Attempt, Delivery
from tests.accounts import give
from tests.incidents.ledger.conftest import DAY, Maker
from tracker.foundation.access.models import ANSWERS, IdempotencyKey, TokenScope
from tracker.foundation.access.sealing import is_sealed, seal_bytes, unseal_bytes

pytestmark = pytest.mark.django_db

TEXT = "Jane Roe of Ærø"
WHY = "She has nothing to do with it."
KEPT = (
    Event, Incident, Incident.history.model, Involvement, Involvement.history.model, Proceeding,
    Proceeding.history.model, Stage, Stage.history.model, StageEvidence, Claim, Evidence, Review, Figure,
    FigureRevision, IncidentMerge, LogEntry, Attempt, Redaction,
)  # fmt: skip


def everything() -> str:
    """All rows in which a text of an incident may stand."""
    held = [serialize("json", model._base_manager.all(), ensure_ascii=False) for model in KEPT]
    answers = [unseal_bytes(bytes(row.body), ANSWERS).decode() for row in IdempotencyKey.objects.all()]
    return "".join(held + answers)


def full(incident: Incident, actor: Actor, says: Maker, text: str = TEXT) -> None:
    """Writes the text wherever one can be written, and changes the live record back."""

    def change(**values: Any) -> None:
        update_incident(incident.pk, values, actor=actor, reason=f"{'x' * 94}{text}")  # cut in the history

    change(title=f"By {text}", summary=f"It was {text}.")
    change(title="By somebody", summary="It was somebody.")
    party = known_party("Northwind Mail")
    role = add_involvement(incident.pk, InvolvementDraft(party, Role.OTHER, note=f"knew {text}"), actor=actor)
    remove_involvement(incident.pk, role.pk, actor=actor, reason=f"{text} did not")
    draft = says(5, words=text, kind=SpeakerKind.OTHER)
    recorded = record_claims(incident.pk, [draft], source="article:1", cause="article:1", actor=actor)
    quote = says(7, story="story:2")
    evidence = EvidenceDraft(
        "story:2", quote=f"“{text}”, it says.", title=f"On {text}", publisher=text, url="https://paper.example/2"
    )
    object.__setattr__(quote, "evidence", evidence)
    record_claims(incident.pk, [quote], source="article:2", cause="article:2", actor=actor)
    review_claim(recorded.claims[0].pk, Decision.PIN, reason=f"{text} told me", actor=actor)
    case = open_proceeding(incident.pk, kind=ProceedingKind.INQUIRY, label=f"{text} and others", actor=actor)
    amend_proceeding(case.pk, {"label": "Somebody and others"}, actor=actor, reason=text)
    stage = add_stage(case.pk, kind=StageKind.OPENED, happened_on=DAY, note=f"asked {text}", actor=actor)
    remove_stage(stage.pk, actor=actor, reason=f"{text} was not asked")
    step = StageDraft(
        kind=StageKind.DECISION,
        case=ProceedingKind.ENFORCEMENT,
        acting=ActingDraft(label="47 states"),
        evidence=EvidenceDraft("story:3", quote=f"{text} pays.", published_on=DAY),
    )
    record_stages(incident.pk, [step], source="article:3", cause="article:3", actor=actor)
    other = open_incident(IncidentDraft(f"{text} again"), actor=actor)
    merge = merge_incidents(keep=incident.pk, absorb=other.pk, reason=f"both are {text}", actor=actor)
    undo_merge(merge.pk, reason=f"{text} is one of two", actor=actor)
    update_incident(other.pk, {"title": "Another", "slug": "another"}, actor=actor, reason="")
    split = split_incident(
        incident.pk, [recorded.claims[0].pk], IncidentDraft("Apart"), reason=f"{text} apart", actor=actor
    )
    merge_incidents(keep=incident.pk, absorb=split.pk, reason=f"{text} after all", actor=actor)
    LogEntry.objects.create(
        user=actor.user,
        content_type=ContentType.objects.get_for_model(Incident),
        object_id=str(incident.pk),
        object_repr=f"By {text}",
        action_flag=CHANGE,
        change_message=f"Merged: {text}",
    )
    answered(incident, actor, text)


def answered(incident: Incident, actor: Actor, text: str) -> None:
    """Answers kept for a key, one of which does not name the incident that it is about, and those of a receiver that
    sends back what it gets."""
    now = timezone.now()
    for key, said in (("k", {"reference": incident.reference, "title": f"By {text}"}), ("l", {"note": f"knew {text}"})):
        IdempotencyKey.objects.create(
            user=actor.user, key=key, method="POST", path="/", body_digest="", created_at=now, leased_until=now,
            status=201, body=seal_bytes(json.dumps(said, ensure_ascii=False).encode(), ANSWERS),
            about_incident=incident.pk,
        )  # fmt: skip
    owner = give(actor.user, TokenScope.WEBHOOKS, TokenScope.CURATE)
    create_endpoint(EndpointDraft("https://hooks.example/"), owner=owner, scopes=TokenScope)
    update_incident(incident.pk, {"summary": "It was somebody else."}, actor=actor, reason="")
    fan_out()
    delivery = Delivery.objects.order_by("pk").first()
    assert delivery is not None
    Attempt.objects.create(delivery=delivery, number=1, started_at=now, duration_ms=1, answer=f"got {text}")
    echo = json.dumps({"got": text})
    Attempt.objects.create(delivery=delivery, number=2, started_at=now, duration_ms=1, answer=echo)


@pytest.fixture
def record(incident: Incident, curator: Actor, says: Maker) -> Incident:
    full(incident, curator, says)
    return incident


def test_a_text_is_taken_out_of_all_that_is_kept(record: Incident, curator: Actor) -> None:
    assert everything().count(TEXT) > 40
    events = list(Event.objects.order_by("sequence").values_list("sequence", "reference", "type", "incident_sequence"))
    redaction = redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    left = everything()
    assert TEXT not in left
    for begun in range(4, len(TEXT)):
        assert f'{TEXT[:begun]}"' not in left, "not cut in its middle either"
    assert "[redacted]" in left
    assert json.dumps(TEXT)[1:-1] not in left, "nor as JSON escapes it"
    assert all(is_sealed(bytes(row.body)) for row in IdempotencyKey.objects.all())
    kept = Event.objects.filter(sequence__lte=events[-1][0]).order_by("sequence")
    assert list(kept.values_list("sequence", "reference", "type", "incident_sequence")) == events
    kinds = {"events", "history", "reviews", "merges", "figures", "claims", "quotes", "log", "answers", "incidents"}
    kinds |= {"receivers"}
    assert redaction.by_kind.keys() == kinds - ({"incidents"} if "incidents" not in redaction.by_kind else set())
    assert redaction.places == sum(redaction.by_kind.values())
    assert (redaction.actor, redaction.reason) == ("mara", WHY)


def test_the_redaction_says_who_when_and_why_and_not_what(record: Incident, curator: Actor) -> None:
    before = Event.objects.count()
    redaction = redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert TEXT not in str(redaction.__dict__)
    assert len(redaction.digest) == 64
    new = Event.objects.after(before)
    assert {event.type for event in new} == {"incident.redacted"}
    own = new.get(incident=record)
    assert own.data.keys() == {"incident", "places", "reason"}
    assert own.public, "whoever read the text is told"
    assert sum(event.data["places"] for event in new) == redaction.places


def test_doing_it_again_changes_nothing(record: Incident, curator: Actor) -> None:
    first = redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    events, rest = Event.objects.count(), everything()
    assert redact_text(record.pk, TEXT, reason="Again.", actor=curator) == first
    assert (Event.objects.count(), everything()) == (events, rest)


def test_what_is_written_anew_can_be_taken_out_anew(incident: Incident, curator: Actor) -> None:
    for _ in range(2):
        update_incident(incident.pk, {"summary": TEXT}, actor=curator)
        update_incident(incident.pk, {"summary": ""}, actor=curator)
        redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
    assert Redaction.objects.count() == 2
    assert TEXT not in everything()


def test_a_redaction_of_a_hidden_incident_is_told_to_nobody_else(incident: Incident, curator: Actor) -> None:
    update_incident(incident.pk, {"visibility": Visibility.INTERNAL, "summary": TEXT}, actor=curator)
    update_incident(incident.pk, {"summary": ""}, actor=curator)
    redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
    assert not Event.objects.get(type="incident.redacted").public


def test_other_incidents_are_left_alone(incident: Incident, curator: Actor) -> None:
    stranger = open_incident(IncidentDraft("Stranger", summary=TEXT), actor=curator)
    update_incident(incident.pk, {"summary": TEXT}, actor=curator)
    update_incident(incident.pk, {"summary": ""}, actor=curator)
    redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
    stranger.refresh_from_db()
    assert stranger.summary == TEXT
    assert TEXT in str(Event.objects.get(incident=stranger).data)


def test_a_new_reading_does_not_bring_a_quote_back(incident: Incident, curator: Actor, says: Maker) -> None:
    draft = says(5)
    object.__setattr__(draft, "evidence", EvidenceDraft("story:1", quote=f"{TEXT}: 5 million.", published_on=DAY))
    for attempt in range(3):
        record_claims(incident.pk, [draft], source="article:1", cause="article:1", actor=curator)
        if attempt == 0:
            redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
    assert Evidence.objects.get().quote == "[redacted]: 5 million."
    events = Event.objects.count()
    record_claims(incident.pk, [draft], source="article:1", cause="article:1", actor=curator)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "case",
    [
        ("Roe", WHY, "text", "4 to 5,000 characters"),
        ("   a  ", WHY, "text", "4 to 5,000 characters"),
        ("x" * 5001, WHY, "text", "4 to 5,000 characters"),
        ("redacted", WHY, "text", "mark"),
        ("is [redacted] now", WHY, "text", "mark"),
        ("nowhere at all", WHY, "text", "stands nowhere"),
        ("controller", WHY, "text", "stands nowhere"),
        ("Northwind address books", WHY, "text", "the title of PI-"),
        ("Northwind Mail", WHY, "text", "the name of the party PA-"),
        ("somebody", " ", "reason", "Say why"),
        ("somebody", "It named SOMEBODY.", "reason", "Do not repeat"),
    ],
)
def test_what_cannot_be_taken_out_is_said(incident: Incident, curator: Actor, case: tuple[str, str, str, str]) -> None:
    text, reason, field, words = case
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        redact_text(incident.pk, text, reason=reason, actor=curator)
    assert words in refusal.value.message_dict[field][0]
    assert everything() == before


def test_what_still_stands_is_named_until_it_is_changed(incident: Incident, curator: Actor) -> None:
    party = known_party(TEXT)
    role = add_involvement(incident.pk, InvolvementDraft(party, Role.OTHER, note=f"is {TEXT}"), actor=curator)
    case = open_proceeding(incident.pk, kind=ProceedingKind.INQUIRY, label=TEXT, actor=curator)
    add_stage(case.pk, kind=StageKind.OPENED, happened_on=DAY, note=TEXT, actor=curator)
    update_incident(incident.pk, {"title": TEXT, "summary": TEXT}, actor=curator)
    with pytest.raises(ValidationError) as refusal:
        redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
    sentence = refusal.value.message_dict["text"][0]
    for named in ("the title of PI-", "the summary of PI-", "the note on the role of", "the label of PR-", "a step of"):
        assert named in sentence, named
    assert "and 1 more" in sentence, "the name of the party"
    assert role.pk


def test_a_preview_shows_the_places_and_changes_nothing(record: Incident, curator: Actor) -> None:
    before = everything()
    places = preview_redaction(record.pk, TEXT)
    assert everything() == before
    assert not any(TEXT in place.excerpt for place in places)
    assert any("[redacted]" in place.excerpt for place in places)
    redaction = redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert redaction.places - redaction.by_kind["receivers"] == len(places)
