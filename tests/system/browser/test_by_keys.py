"""An incident is found, opened, merged, split and its claims moved by keys, on a phone as well."""

import pytest

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
