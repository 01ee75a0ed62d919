"""Suggested coverage and weak readings: the curators' inbox, worked off with a reason."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import Basis, Decision
from sources.models import Article, ArticleState, Coverage, CoverageState, Mention
from sources.pipeline.record.mention_reviews import undecided_mentions
from sources.pipeline.record.recording import record_article

COVERAGE = "admin:sources_coverage_changelist"


def decide(row: Coverage, state: str) -> str:
    return reverse("admin:sources_coverage_decide", args=[row.pk, state])


def test_confirming_records_what_the_article_claims_and_keeps_who_and_why(
    desk: Client, suggested: Coverage, curator: User
) -> None:
    assert "Osier Data is named" in desk.get(decide(suggested, "confirmed")).content.decode()
    assert desk.post(decide(suggested, "confirmed"), {"reason": "Same case"}).status_code == 302
    suggested.refresh_from_db()
    assert (suggested.state, suggested.decided_by, suggested.note) == ("confirmed", curator, "Same case")
    latest = suggested.history.first()
    assert (latest.history_user, latest.history_change_reason) == (curator, "Same case")
    assert Figure.objects.get().best == 30_000_000
    history = desk.get(reverse("admin:sources_coverage_history", args=[suggested.pk])).content.decode()
    assert "Same case" in history


def test_rejecting_takes_back_what_the_article_claimed(desk: Client, suggested: Coverage) -> None:
    desk.post(decide(suggested, "confirmed"), {"reason": "Same case"})
    desk.post(decide(suggested, "rejected"), {"reason": "Another railway"})
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.REJECTED
    assert Figure.objects.get().best is None


def test_a_decision_without_a_reason_is_asked_for_one(desk: Client, suggested: Coverage) -> None:
    assert desk.post(decide(suggested, "rejected"), {"reason": ""}).status_code == 200
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.SUGGESTED
    assert desk.get(decide(suggested, "elsewhere")).status_code == 404


def test_after_a_decision_the_curator_is_back_where_he_came_from_and_never_elsewhere(
    desk: Client, suggested: Coverage
) -> None:
    here = reverse("admin:incidents_incident_change", args=[suggested.incident_id])
    home = desk.post(decide(suggested, "confirmed") + f"?next={here}", {"reason": "x"})
    assert home["Location"] == here
    away = desk.post(decide(suggested, "rejected") + "?next=https://elsewhere.example/", {"reason": "x"})
    assert "elsewhere" not in away["Location"]


@pytest.mark.parametrize(("action", "state"), [("confirm_all", "confirmed"), ("reject_all", "rejected")])
def test_many_are_decided_with_one_reason(desk: Client, suggested: Coverage, action: str, state: str) -> None:
    post = {"action": action, "_selected_action": [suggested.pk]}
    assert "Reason" in desk.post(reverse(COVERAGE), post).content.decode()
    assert desk.post(reverse(COVERAGE), post | {"answered": "1", "reason": "Read them"}).status_code == 302
    suggested.refresh_from_db()
    assert (suggested.state, suggested.note) == (state, "Read them")


def test_who_may_only_look_decides_nothing(client: Client, suggested: Coverage) -> None:
    client.force_login(User.objects.create_user("lena", is_staff=True))
    assert client.post(decide(suggested, "confirmed"), {"reason": "x"}).status_code == 403


def test_the_inbox_counts_what_waits_and_leads_there(desk: Client, suggested: Coverage, article: Article) -> None:
    Article.objects.update(state=ArticleState.FAILED, last_error="The server answered 503.")
    shown = desk.get(reverse("admin:index")).content.decode()
    for title in ("Suggested coverage", "Disputed figures", "Weak readings", "Failed articles"):
        assert title in shown
    assert reverse("admin:sources_coverage_change", args=[suggested.pk]) in shown
    assert reverse(COVERAGE) + "?state__exact=suggested" in shown
    assert "The server answered 503." in shown


@pytest.fixture
def weak(desk: Client, suggested: Coverage) -> Mention:
    desk.post(decide(suggested, "confirmed"), {"reason": "Same case"})
    return Mention.objects.get(needs_review=True)


def judge(mention: Mention) -> str:
    return reverse("admin:sources_mention_judge", args=[mention.pk])


def test_a_weak_reading_waits_in_the_inbox_until_it_is_judged(desk: Client, weak: Mention, incident: Incident) -> None:
    assert list(undecided_mentions()) == [weak]
    assert judge(weak) in desk.get(reverse("admin:index")).content.decode()
    answer = {"incident": incident.pk, "decision": Decision.REJECT, "reason": "Staff, not passengers"}
    assert desk.post(judge(weak), answer).status_code == 302
    claim = Claim.objects.get(value=4_000)
    assert (claim.decision, claim.basis, claim.reviews.get().reason) == (
        Decision.REJECT,
        Basis.ENTERED,
        "Staff, not passengers",
    )
    assert Figure.objects.get().revisions.count() == 1, "what is rejected from the start moves no figure"
    assert not undecided_mentions().exists()


def test_recording_the_article_anew_does_not_ask_for_the_judgment_again(
    desk: Client, weak: Mention, incident: Incident
) -> None:
    desk.post(judge(weak), {"incident": incident.pk, "decision": Decision.ACCEPT, "reason": "Passengers it is"})
    record_article(weak.version.article)
    assert not undecided_mentions().exists()
    assert Claim.objects.get(value=4_000).decision == Decision.ACCEPT


def test_a_reading_is_judged_once_with_a_reason(desk: Client, weak: Mention, incident: Incident) -> None:
    unexplained = desk.post(judge(weak), {"incident": incident.pk, "decision": Decision.ACCEPT, "reason": ""})
    assert unexplained.status_code == 200
    assert not Claim.objects.filter(value=4_000).exists()
    desk.post(judge(weak), {"incident": incident.pk, "decision": Decision.ACCEPT, "reason": "x"})
    assert "review the claim" in desk.get(judge(weak), follow=True).content.decode()


@pytest.mark.parametrize(("action", "decision"), [("accept_readings", "accept"), ("reject_readings", "reject")])
def test_many_weak_readings_are_judged_with_one_reason_beside_their_sentences(
    desk: Client, weak: Mention, action: str, decision: str
) -> None:
    address = reverse("admin:sources_mention_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in Mention.objects.all()]}
    assert "Some 4,000 may work there." in desk.post(address, chosen).content.decode()
    told = desk.post(address, chosen | {"answered": "1", "reason": "Read"}, follow=True).content.decode()
    assert Claim.objects.get(value=4_000).decision == decision
    assert "review the claim" in told, "of those that are claims already"
