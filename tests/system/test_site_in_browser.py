"""The public site in a real browser: no width from 390 to 1920 pixels has to be scrolled sideways, in light and dark;
the console stays silent; axe-core finds no fault; and all of it is there without script."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incidents.models import Incident
from tests.api import fill
from tests.incidents.site.addresses import addresses_of
from tests.system.browsing import PROGRAM, Browser, browsing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="needs Chromium"),
]
AXE = "axe-core@4.14.1"
NO_PAGES = {"plot-png", "plot-svg", "robots", "sitemap", "sitemaps", "oembed", "feed"}
LOOKS = ((390, False), (390, True), (768, False), (1920, True))  # width, dark
WIDER = """[document.documentElement.scrollWidth > WIDTH,
    ...[...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > WIDTH + 1 && !one.closest(".scroll, .unseen, .trap, .skip"))
        .map(one => one.outerHTML.slice(0, 100))]"""
FAULTS = """document.querySelectorAll("details").forEach(one => one.open = true);
    axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        .then(found => found.violations.map(one => [one.id, one.impact, one.nodes[0].html]))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, fetched by npm."""
    folder = tmp_path_factory.mktemp("axe")
    if not shutil.which("npm"):
        pytest.skip("needs npm")
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip(f"npm did not get {AXE}: {done.stderr[:200]}")
    return Path(folder, "node_modules", "axe-core", "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def pages(live_server: Any) -> list[str]:
    """The addresses of pages of a small record."""
    fill(2)
    incident = fill(1)
    assert Incident.objects.count() == 2
    paths = [path for name, path in addresses_of(incident) if name not in NO_PAGES and not name.endswith("-feed")]
    return [f"{live_server.url}{path}" for path in dict.fromkeys(paths)]


def test_no_page_is_wider_than_the_window_and_the_console_is_silent(browser: Browser, pages: list[str]) -> None:
    assert len(pages) > 15
    for page in pages:
        for width, dark in LOOKS:
            seen = browser.look(page, width=width, dark=dark, ask=WIDER.replace("WIDTH", str(width)))
            assert (seen.answer, seen.complaints) == ([False], []), (page, width, dark)


def test_axe_finds_no_fault_in_light_and_dark(browser: Browser, pages: list[str], axe: str) -> None:
    for page in pages:
        for width, dark in ((390, False), (1280, True)):
            assert browser.look(page, width=width, dark=dark, ask=f"{axe};{FAULTS}").answer == [], (page, dark)


def test_a_page_says_the_same_without_script(browser: Browser, pages: list[str]) -> None:
    for page in pages[:6]:
        texts = [browser.look(page, script=script, ask="document.body.innerText").answer for script in (True, False)]
        assert texts[0] == texts[1]
        assert len(texts[0]) > 100
