"""Reviewing claims: one by one, many at once, always with a reason; and entering one by hand."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.figures.quantity import bounds
from incidents.ledger import SYSTEM, ClaimDraft, EvidenceDraft, RelationDraft, SpeakerDraft, record_claims
from incidents.models import Claim, Figure, Incident, Review
from incidents.vocabulary import Basis, Decision, Hedge, Presentation, RelationKind, SpeakerKind
from tests.incidents.admin.conftest import DAY, Says
from tests.incidents.admin.forms import errors_of, filled


def review_of(claim: Claim) -> str:
    return reverse("admin:incidents_claim_review", args=[claim.pk])


CLAIMS = "admin:incidents_claim_changelist"


@pytest.mark.parametrize("decision", [Decision.ACCEPT, Decision.REJECT, Decision.PIN, Decision.OUT_OF_SCOPE])
def test_a_claim_is_reviewed_with_a_reason_and_by_whom(
    desk: Client, disputed: Figure, curator: User, decision: Decision
) -> None:
    claim = disputed.incident.claims.earliest("pk")
    response = desk.post(review_of(claim), {"decision": decision, "reason": "Read the letter"}, follow=True)
    assert response.status_code == 200
    review = Review.objects.get()
    assert (review.claim, review.decision, review.reason) == (claim, decision, "Read the letter")
    assert (review.reviewer, review.actor) == (curator, "mara")
    history = desk.get(reverse("admin:incidents_claim_history", args=[claim.pk])).content.decode()
    assert "Read the letter" in history
    assert "claim.reviewed" in history


def test_a_review_without_a_reason_is_asked_for_one(desk: Client, disputed: Figure) -> None:
    claim = disputed.incident.claims.earliest("pk")
    response = desk.post(review_of(claim), {"decision": Decision.REJECT, "reason": "  "})
    assert "required" in errors_of(response)
    assert not Review.objects.exists()


def test_pinning_a_claim_gives_the_figure_and_unpinning_takes_it_back(desk: Client, disputed: Figure) -> None:
    lowest = disputed.incident.claims.get(value=30_000_000)
    desk.post(review_of(lowest), {"decision": Decision.PIN, "reason": "Audited"})
    disputed.refresh_from_db()
    assert disputed.best == 30_000_000
    desk.post(review_of(lowest), {"decision": Decision.UNPIN, "reason": "Audit withdrawn"})
    disputed.refresh_from_db()
    assert disputed.best == 87_000_000


@pytest.mark.parametrize(
    ("action", "decision"),
    [
        ("accept_claims", Decision.ACCEPT),
        ("reject_claims", Decision.REJECT),
        ("mark_out_of_scope", Decision.OUT_OF_SCOPE),
        ("pin_claims", Decision.PIN),
    ],
)
def test_many_claims_are_asked_for_one_reason_first(
    desk: Client, disputed: Figure, action: str, decision: Decision
) -> None:
    chosen = list(disputed.incident.claims.order_by("pk")[:1])
    post: dict[str, Any] = {"action": action, "_selected_action": [claim.pk for claim in chosen]}
    asked = desk.post(reverse(CLAIMS), post)
    assert asked.status_code == 200
    assert "Reason" in asked.content.decode()
    assert not Review.objects.exists()
    unanswered = desk.post(reverse(CLAIMS), post | {"answered": "1", "reason": ""})
    assert "required" in errors_of(unanswered)
    done = desk.post(reverse(CLAIMS), post | {"answered": "1", "reason": "All of one source"})
    assert done.status_code == 302
    assert [review.decision for review in Review.objects.all()] == [decision]


def test_of_many_one_that_is_refused_is_told_and_holds_up_no_other(desk: Client, disputed: Figure) -> None:
    claims = list(disputed.incident.claims.order_by("pk")[:2])
    desk.post(review_of(claims[0]), {"decision": Decision.PIN, "reason": "Seen"})
    post = {"action": "unpin_claims", "_selected_action": [c.pk for c in claims], "answered": "1", "reason": "No more"}
    shown = desk.post(reverse(CLAIMS), post, follow=True).content.decode()
    assert "This claim is not pinned" in shown
    assert "The pin of 1 of 2 claims taken back; 1 refused." in shown


def test_who_may_not_review_is_not_offered_it(client: Client, disputed: Figure) -> None:
    reader = User.objects.create_user("lena", is_staff=True)
    client.force_login(reader)
    claim = disputed.incident.claims.earliest("pk")
    assert client.post(review_of(claim), {"decision": Decision.REJECT, "reason": "x"}).status_code == 403
    assert not Review.objects.exists()


def entry(desk: Client, incident: Incident, **typed: Any) -> Any:
    address = reverse("admin:incidents_claim_add", query={"incident": incident.pk})
    form = filled(desk.get(address)) | {
        "metric": "affected",
        "unit": "people",
        "value": "12 million",
        "speaker_kind": "researcher",
        "speaker_words": "A. Researcher",
        "quote": "As many were concerned.",
        "reason": "Read in the report",
        "_save": "Save",
        **typed,
    }
    return desk.post(address, form)


def test_a_claim_is_entered_by_hand_and_stands_as_accepted(desk: Client, incident: Incident) -> None:
    response = entry(desk, incident, quote="Twelve million, we found.", source_url="https://lab.example/report")
    assert response.url == reverse("admin:incidents_incident_change", args=[incident.pk]) + "#figures"
    claim = Claim.objects.get()
    assert (claim.value, claim.basis, claim.decision) == (12_000_000, Basis.ENTERED, Decision.ACCEPT)
    assert claim.evidence.get().quote == "Twelve million, we found."
    assert Figure.objects.get().best == 12_000_000


def test_a_range_is_entered_by_its_ends(desk: Client, incident: Incident) -> None:
    assert entry(desk, incident, value="", hedge=Hedge.BETWEEN, low="3 million", high="5 million").status_code == 302
    claim = Claim.objects.get()
    assert (claim.value, claim.low, claim.high) == (None, 3_000_000, 5_000_000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": "many"}, "Type a number"),
        ({"value": ""}, "Give a value"),
        ({"value": "-5"}, "Type a number"),
        ({"value": "99999999999999999999"}, "too large"),
        ({"hedge": Hedge.BETWEEN, "value": "", "low": "5", "high": "3"}, "above the upper end"),
        ({"unit": "money", "metric": "fine"}, "ISO 4217"),
        ({"currency": "EUR"}, "ISO 4217"),
        ({"reason": ""}, "required"),
        ({"scope_country": "Britain"}, "at most 2"),
    ],
)
def test_what_the_ledger_or_a_field_refuses_is_an_error_of_the_entry(
    desk: Client, incident: Incident, typed: dict[str, str], sentence: str
) -> None:
    response = entry(desk, incident, **typed)
    assert response.status_code == 200
    assert sentence in errors_of(response)
    assert not Claim.objects.exists()


def test_a_claim_is_searched_by_all_that_it_says_and_comes_once(desk: Client, disputed: Figure) -> None:
    claims = disputed.incident.claims
    [first] = claims.order_by("pk")[:1]
    first.evidence.create(source="article:99", story="story:99", quote="Passengers, passengers everywhere.")

    def found(words: str) -> list[int]:
        return sorted(row.pk for row in desk.get(reverse(CLAIMS), {"q": words}).context["cl"].result_list)

    everything = sorted(claims.values_list("pk", flat=True))
    assert found("passengers") == everything  # a word of every quote, and twice of the first claim
    assert found(disputed.incident.title) == everything
    assert found("everywhere PASSENGERS") == [first.pk]
    assert found(first.reference.lower()) == [first.pk]
    assert found(f"{first.speaker_name} everywhere") == [first.pk]
    assert found("everywhere nowhere") == []


def test_a_quote_says_that_it_tells_an_earlier_figure(desk: Client, incident: Incident, says: Says) -> None:
    claim = says(50, "The Daily Example")
    evidence = EvidenceDraft(
        "story:late", quote="It was 50 million at first.", published_on=DAY, presented_as=Presentation.EARLIER
    )
    speaker = SpeakerDraft(SpeakerKind.PRESS, words="The Daily Example")
    draft = ClaimDraft(claim.bucket, claim.quantity, speaker, evidence=evidence)
    record_claims(incident.pk, [draft], source="wire:late", cause="wire:late", actor=SYSTEM)
    page = desk.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()
    assert page.count("told as an earlier figure") == 1


def test_a_relation_that_two_sources_tell_is_shown_once(desk: Client, incident: Incident, says: Says) -> None:
    old = says(50, "The Daily Example")
    new = ClaimDraft(
        old.bucket,
        bounds(87_000_000, Hedge.EXACT),
        SpeakerDraft(SpeakerKind.PRESS, words="The Daily Example"),
        evidence=EvidenceDraft("story:new", published_on=DAY),
        relations=(RelationDraft(RelationKind.SUPERSEDES, old.fingerprint),),
    )
    for source in ("wire:1", "wire:2"):
        [claim] = record_claims(incident.pk, [new], source=source, cause=source, actor=SYSTEM).claims
    assert claim.relations.count() == 2
    page = desk.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()
    assert page.count("<strong>supersedes</strong>") == 1
