"""Disputes by keys alone, and what was typed into a form that came too late."""

from django.conf import settings
from django.urls import reverse

from incidents.models import Claim, Figure
from incidents.vocabulary import FigureStatus
from tests.system.browser.conftest import Hand
from tests.system.browser.newsroom import morning


def test_a_dispute_is_resolved_by_two_keys_and_the_next_queue_is_one_more(hand: Hand) -> None:
    first, second = morning(suggestions=1)
    hand.open(reverse("admin:incidents_figure_disputes"))
    hand.press("1")
    hand.press("c")
    hand.page.wait_for_selector(f".dispute-title:has-text('{first.title}')")
    assert Figure.objects.get(incident=second).status != FigureStatus.DISPUTED
    hand.press("?")
    assert "gives the figure" in hand.page.inner_text("#keys dl")
    hand.press("Escape")
    hand.press("1")
    hand.press("c")
    hand.page.wait_for_selector("text=No dispute waits here")
    hand.press("n")
    hand.page.wait_for_url("**/triage/**")
    assert hand.clicks == 0


def test_fields_of_a_folded_form_hold_no_key_back(hand: Hand) -> None:
    incident = morning(suggestions=0)[0]
    hand.open(reverse("admin:incidents_incident_change", args=[incident.pk]))
    hand.press("d")
    hand.page.wait_for_url("**/disputes/**")


def test_a_claim_of_a_dispute_goes_to_another_incident_by_keys(hand: Hand) -> None:
    first, second = morning(suggestions=0)
    claim = Claim.objects.get(incident=second, value=87_000_000, polarity="asserted")
    hand.open(reverse("admin:incidents_figure_disputes"))
    hand.press("3")
    hand.page.wait_for_selector("#dispute-other:focus")
    hand.page.keyboard.type("halden")
    hand.page.wait_for_selector(".proposed li[aria-selected=true]")
    hand.press("Enter")
    hand.press("Escape")
    hand.press("c")
    hand.page.wait_for_selector(f"text=belongs to {first.title} now")
    claim.refresh_from_db()
    assert claim.incident == first


def test_what_was_typed_is_there_again_after_a_form_was_refused_as_too_old(hand: Hand) -> None:
    incident = morning(suggestions=1)[0]
    claim = Claim.objects.get(incident=incident, value=30_000_000)
    form = reverse("admin:incidents_claim_correct", args=[claim.pk])
    hand.open(form)
    hand.page.fill("#id_value", "31 million")
    hand.page.fill("#id_reason", "It says one more")
    cookie = {"name": settings.CSRF_COOKIE_NAME, "value": "A" * 32, "url": hand.server}
    hand.page.context.add_cookies([cookie])  # as signing in anew in another tab does
    hand.click("input[name=_save]")
    assert "This was not saved" in hand.text()
    hand.click("[data-back-to-form]")
    assert hand.page.input_value("#id_value") == "31 million"
    assert hand.page.input_value("#id_reason") == "It says one more"
    hand.click("input[name=_save]")
    assert Claim.objects.filter(incident=incident, value=31_000_000).exists()
    hand.complaints[:] = [one for one in hand.complaints if "403" not in one]
