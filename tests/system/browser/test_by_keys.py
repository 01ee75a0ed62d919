"""An incident is found, opened, merged and split; claims are moved, corrected and entered: by keys, also on a phone."""

import pytest
from django.urls import reverse

from incidents.models import Claim
from incidents.vocabulary import Unit
from sources.models import Coverage, CoverageState
from tests.system.browser.conftest import Hand, Sits
from tests.system.browser.newsroom import morning
from tests.system.browser.test_ten_tasks import change


def test_an_incident_is_found_opened_and_merged_by_keys_on_a_phone(sits_down: Sits) -> None:
    kept, absorbed = morning(suggestions=1)
    with sits_down(width=390, height=844) as hand:
        hand.open("/admin/")
        hand.press("/")
        hand.page.keyboard.type("halden")
        hand.press("Enter")
        hand.page.wait_for_selector("#result_list")
        hand.press("g")
        hand.page.wait_for_url(f"**{change('incidents_incident', kept.pk)}**")
        hand.press("m")
        hand.page.wait_for_selector("#id_other:focus")
        hand.page.keyboard.type("harbour fer")
        hand.page.wait_for_selector(".proposed li[aria-selected=true]")
        hand.press("Enter")
        hand.page.wait_for_selector(f".things:has-text('{absorbed.reference}')")
        assert (hand.clicks, hand.keys) == (0, 5)
        assert hand.overflow() <= 0
        assert hand.complaints == []


@pytest.mark.parametrize(("key", "first"), [("s", "#id_title"), ("v", "#id_other")])
def test_a_page_that_asks_for_more_than_a_reason_begins_at_its_head(hand: Hand, key: str, first: str) -> None:
    incident = morning(suggestions=1)[0]
    hand.open(change("incidents_incident", incident.pk))
    hand.press(key)
    hand.page.wait_for_selector(f"{first}:focus")
    assert hand.page.evaluate("scrollY") == 0


def test_a_claim_is_corrected_by_keys_on_a_phone(sits_down: Sits) -> None:
    incident = morning(suggestions=1)[0]
    claim = Claim.objects.get(incident=incident, value=30_000_000)
    with sits_down(width=390, height=844) as hand:
        hand.open(change("incidents_incident", incident.pk))
        row = f"a.said-number[href='{change('incidents_claim', claim.pk)}']:focus"
        for _ in range(3):
            hand.press("j")
            if hand.page.locator(row).count():
                break
        hand.press("c")
        hand.page.wait_for_selector("#id_metric:focus")
        hand.press("Tab")
        hand.page.keyboard.type("rec")
        hand.press("Control+Enter")
        hand.page.wait_for_selector(".messagelist")
        assert (hand.clicks, hand.complaints) == (0, [])
        assert hand.overflow() <= 0
    assert Claim.objects.get(incident=incident, unit=Unit.RECORDS).evidence.get().quote == claim.evidence.get().quote


def test_a_claim_is_entered_from_a_sentence_and_an_incident_opened_by_keys_on_a_phone(sits_down: Sits) -> None:
    morning(suggestions=1)
    Coverage.objects.update(state=CoverageState.CONFIRMED)
    with sits_down(width=390, height=844) as hand:
        hand.open(reverse("admin:sources_article_changelist"))
        hand.press("g")
        hand.page.wait_for_selector("[data-sentence]")
        for key in ("j", "j", "j", "k"):
            hand.press(key)
        assert hand.page.evaluate("getSelection().toString()").startswith("Halden Rail said on Monday")
        hand.press("c")
        hand.page.wait_for_url("**/claim/add/**")
        assert hand.page.input_value("#id_value") == "40,000,000"
        assert (
            hand.page.input_value("#id_quote") == "Halden Rail said on Monday that 40 million passengers were affected."
        )
        hand.open(reverse("admin:sources_article_changelist"))
        hand.press("g")
        hand.page.wait_for_selector("[data-sentence]")
        hand.press("o")
        hand.page.wait_for_url("**/incident/add/**")
        assert hand.page.input_value("#id_disclosed_on")
        assert (hand.clicks, hand.complaints) == (0, [])
        assert hand.overflow() <= 0


def test_many_rows_are_chosen_and_a_list_is_narrowed_by_keys(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open(reverse("admin:incidents_claim_changelist"))
    hand.press("x")
    assert f"{Claim.objects.count()} of" in hand.page.inner_text(".action-counter")
    hand.press("a")
    hand.page.keyboard.type("Accept")
    hand.press("Tab")
    hand.press("Enter")
    hand.page.wait_for_selector("#id_reason")
    assert hand.clicks == 0
    hand.open(reverse("admin:incidents_incident_changelist"))
    hand.press("f")
    hand.page.wait_for_selector("#changelist-filter :focus")
