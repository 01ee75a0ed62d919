"""The plot of an incident on a phone: words that can be read, a quote at a touch, nothing wider than the screen."""

import os

import pytest
from django.urls import reverse

from tests.system.browser.conftest import Sits
from tests.system.browser.newsroom import morning

READABLE_PIXELS = 10


def test_all_places_of_the_head_are_seen(sits_down: Sits) -> None:
    morning(suggestions=0)
    with sits_down(width=390, height=844, has_touch=True, is_mobile=True) as hand:
        hand.open("/admin/")
        ends = "all => all.map(one => [one.textContent, Math.round(one.getBoundingClientRect().right)])"
        seen = hand.page.eval_on_selector_all(".places a", ends)
        assert len(seen) == 7
        assert [words for words, end in seen if end > 390] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_plot_is_read_and_touched(sits_down: Sits, scheme: str) -> None:
    incident = morning(suggestions=0)[0]
    with sits_down(width=390, height=844, scheme=scheme, has_touch=True, is_mobile=True) as hand:
        hand.open(reverse("admin:incidents_incident_change", args=[incident.pk]))
        boxes = "all => all.map(one => one.getBoundingClientRect()).filter(box => box.width).map(box => box.height)"
        axes = hand.page.eval_on_selector_all(".plot svg .axis", boxes)
        assert len(axes) >= 6
        assert min(axes) >= READABLE_PIXELS
        spot = hand.page.locator(".plot svg.narrow .spot").last
        spot.scroll_into_view_if_needed()
        spot.tap()
        hand.page.wait_for_selector(".touched:not([hidden])")
        said = hand.page.inner_text(".touched")
        assert "passengers." in said, "the quote"
        assert reverse("admin:incidents_incident_change", args=[incident.pk]) in hand.page.url, "no leap to the claim"
        assert hand.overflow() == 0
        if folder := os.environ.get("SCREENSHOTS"):
            hand.page.screenshot(path=f"{folder}/plot-touched-{scheme}-390.png")
        hand.page.tap(".touched a")
        hand.page.wait_for_url("**/incidents/claim/*/change/")
        assert hand.complaints == []
