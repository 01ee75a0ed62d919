"""The public site in a real browser: no width has to be scrolled sideways, in light and dark; the console stays silent;
axe-core finds no fault, not even a small one; and all of it is there without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from incidents.models import Incident
from incidents.snapshots.making import make_snapshot
from tests.api import fill
from tests.incidents.site.addresses import addresses_of
from tests.system.browser.conftest import Hand
from tests.system.browser.six_ways import RULES, in_six_ways

pytestmark = pytest.mark.django_db(transaction=True)
NO_PAGES = {"plot-png", "plot-svg", "robots", "sitemap", "sitemaps", "oembed", "feed"}
STRICT = (*RULES, "best-practice")


@pytest.fixture
def pages(live_server: Any, settings: Any, tmp_path: Path) -> list[tuple[str, str]]:
    """The addresses of pages of a small record, each with a name; snapshots were made of it."""
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    fill(2)
    incident = fill(1)
    assert Incident.objects.count() == 2
    assert make_snapshot() is not None
    paths = [
        (path, name) for name, path in addresses_of(incident) if name not in NO_PAGES and not name.endswith("-feed")
    ]
    return [(f"site {name} {at}", path) for at, (path, name) in enumerate(dict(paths).items())]


@pytest.fixture
def reader(chromium: Browser, live_server: Any) -> Iterator[Hand]:
    """Somebody without an account."""
    context = chromium.new_context(bypass_csp=True)
    yield Hand(context.new_page(), live_server.url)
    context.close()


def test_no_page_has_a_fault_a_complaint_or_an_overflow(reader: Hand, pages: list[tuple[str, str]], axe: str) -> None:
    assert len(pages) > 15
    found: list[str] = []
    for name, path in pages:
        reader.open(path)
        found += in_six_ways(reader.page, axe, name, rules=STRICT, impacts=None)
    found += reader.complaints
    assert not found, "\n".join(found)


def test_a_page_says_the_same_without_script(
    chromium: Browser, reader: Hand, pages: list[tuple[str, str]], live_server: Any
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = Hand(context.new_page(), live_server.url)
    for _, path in pages[:6]:
        texts = []
        for hand in (reader, plain):
            hand.open(path)
            texts.append(hand.text())
        assert texts[0] == texts[1]
        assert len(texts[0]) > 100
    context.close()


def test_results_are_seen_before_the_filters_on_a_phone_and_the_filters_on_a_wide_screen(reader: Hand) -> None:
    fill(1)
    for width, filters_shown in ((390, False), (1366, True)):
        reader.page.set_viewport_size({"width": width, "height": 844})
        reader.open("/incidents")
        assert reader.page.is_visible("#party") is filters_shown, width
        box = reader.page.locator(".lines a").first.bounding_box()
        assert box is not None
        assert box["y"] < 600, f"the first result at {width}"
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.click("text=Filters and order")
    reader.page.fill("#party", "nobody of this name")
    reader.click(".fields button")
    assert "Nothing matches" in reader.text()
    assert reader.complaints == []


def test_a_number_in_words_is_asked_for_in_digits_before_it_is_sent(reader: Hand) -> None:
    fill(1)
    reader.open("/incidents")
    for typed, sent in (("1 million", False), ("1000000", True)):
        reader.page.fill("#affected_min", typed)
        reader.press("Enter")
        reader.page.wait_for_timeout(200)
        assert ("affected_min=" in reader.page.url) is sent, typed
    assert reader.complaints == []


@pytest.mark.parametrize(("path", "field"), [("/suggest", "text"), ("/subscribe", "email")])
def test_a_form_that_is_refused_says_so_on_the_page_and_not_in_the_console(reader: Hand, path: str, field: str) -> None:
    reader.open(path)
    reader.page.fill(f"#id_{field}", "wrong")
    reader.page.eval_on_selector("main form", "form => { form.noValidate = true; }")
    reader.click("main form button")
    assert reader.page.locator(f"#id_{field}[aria-invalid=true]").count() == 1
    assert reader.page.input_value(f"#id_{field}") == "wrong"
    assert reader.complaints == []
