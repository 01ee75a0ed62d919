"""The page of a claim in plain words, its decisions in the past, and what is offered of one that was rejected."""

import datetime as dt
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from incidents.admin.reviews import decided_words
from incidents.ledger import SYSTEM, correct_claim
from incidents.models import Claim, Figure
from incidents.vocabulary import Decision, FigureStatus, Hedge, Unit
from tests.incidents.admin.conftest import Says

JARGON = r"Metric|Modality|Polarity|Basis|Fingerprint|Scope|Hedge|Measure|Claimed|Speaker (?:party|kind)|extracted"


def page(claim: Claim) -> str:
    return reverse("admin:incidents_claim_change", args=[claim.pk])


def review(desk: Client, claim: Claim, decision: Decision, **place: str) -> Any:
    address = reverse("admin:incidents_claim_review", args=[claim.pk], query=place)
    return desk.post(address, {"decision": decision, "reason": "Read the letter"})


def test_a_claim_is_told_in_the_words_of_its_form(desk: Client, says: Says) -> None:
    shown = desk.get(page(says(87, "Halden Rail", hedge=Hedge.UP_TO))).content.decode()
    assert not re.search(rf"\b(?:{JARGON})\b", shown)
    for words in ("What is counted", "How sure it sounds", "says it", "the whole incident", "Which means"):
        assert words in shown
    assert "Currency" not in shown, "nothing is said of money"


@pytest.mark.parametrize(
    ("decision", "words"), [(Decision.ACCEPT, "accepted"), (Decision.PIN, "pinned"), (Decision.REJECT, "rejected")]
)
def test_a_decision_is_told_in_the_past_with_who_and_when(
    desk: Client, disputed: Figure, decision: Decision, words: str
) -> None:
    claim = disputed.incident.claims.earliest("pk")
    review(desk, claim, decision)
    at = claim.reviews.get().reviewed_at
    badge = rf'badge-{decision}">{words} by mara, {at.day} {at:%B}</span>'
    incident = reverse("admin:incidents_incident_change", args=[disputed.incident_id])
    for address in (page(claim), incident):
        assert re.search(badge, desk.get(address).content.decode())
    assert decided_words(decision, "anna", at.replace(year=2018)).endswith(f"{at:%B} 2018")


def test_a_rejected_claim_is_restored_and_not_corrected(desk: Client, disputed: Figure) -> None:
    claim = disputed.incident.claims.get(value=30_000_000)
    review(desk, claim, Decision.REJECT)
    incident = reverse("admin:incidents_incident_change", args=[disputed.incident_id])
    restore = reverse("admin:incidents_claim_review", args=[claim.pk]) + "?decision=accept"
    for address in (page(claim), incident):
        shown = desk.get(address).content.decode()
        assert restore in shown
        assert reverse("admin:incidents_claim_correct", args=[claim.pk]) not in shown
    asked = desk.get(f"{restore}&next={incident}")
    assert "Restore the claim" in asked.content.decode()
    assert asked.context["form"]["decision"].value() == Decision.ACCEPT
    assert review(desk, claim, Decision.ACCEPT, next=incident)["Location"] == incident
    disputed.refresh_from_db()
    assert disputed.status == FigureStatus.DISPUTED


def test_a_corrected_claim_leads_to_the_one_in_its_place(desk: Client, says: Says) -> None:
    claim = says(87, "Halden Rail")
    new = correct_claim(claim.pk, {"unit": Unit.ACCOUNTS}, actor=SYSTEM, reason="It says accounts")
    shown = desk.get(page(claim)).content.decode()
    assert f"Corrected as {new.reference}" in shown
    assert "Restore" not in shown


def test_where_a_review_leads_is_a_page_of_this_site(desk: Client, says: Says) -> None:
    claim = says(87, "Halden Rail")
    elsewhere = review(desk, claim, Decision.ACCEPT, next="https://elsewhere.example/")
    assert elsewhere["Location"] == page(claim)


@pytest.mark.parametrize(
    ("publisher", "day", "url", "words"),
    [
        ("", dt.date(2018, 3, 21), "https://paper.example/1", "21 March 2018, source"),
        ("Daily", dt.date(2018, 3, 21), "https://paper.example/1", "Daily, 21 March 2018, source"),
        ("", None, "https://paper.example/1", "source"),
        ("Daily", None, "", "Daily"),
    ],
)
def test_what_a_quote_comes_from_is_told_with_commas_between(
    publisher: str, day: dt.date | None, url: str, words: str
) -> None:
    quote = {"text": "", "publisher": publisher, "published_on": day, "url": url}
    shown = render_to_string("incidents/admin/quote.html", {"quote": quote})
    assert re.sub("<[^>]*>", "", shown).strip() == words
