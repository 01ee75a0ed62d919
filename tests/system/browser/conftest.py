"""A real browser at the curators' pages: the Chromium of this machine, driven by Playwright, signed in as a curator.

Without a Chromium the tests are skipped. Faults of contrast and the like are found by axe-core, which npm fetches into
a temporary folder, in the version of package.json. SCREENSHOTS names a folder that keeps what was seen.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tracker.foundation.access.curators import ensure_curators_group

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Go the pages on one database: what they ask is asked on both by the tests of the admin and of the site."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.one_database)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core."""
    folder = tmp_path_factory.mktemp("axe")
    shutil.copy(HERE / "package.json", folder)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core is fetched with npm, which is not on the PATH")
    done = subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"npm could not fetch axe-core: {done.stderr.decode()[-200:]}")
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started. Of a module: while Playwright is at work, a loop runs in this thread, and other tests start
    loops of their own."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium on the PATH")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the tests ask the database beside that loop
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def curator(transactional_db: None) -> User:
    user = User.objects.create_user("mara", password="unused", is_staff=True)
    user.groups.add(ensure_curators_group())
    return user


class Hand:
    """A curator's hand at a page: counts clicks and keys, and keeps what the console complained of."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.clicks = self.keys = 0
        self.complaints: list[str] = []
        page.on("console", lambda said: self._complain(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._complain(str(error)))

    def _complain(self, words: str) -> None:
        self.complaints.append(f"{self.page.url}: {words}")

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)
        self.page.wait_for_load_state()

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def text(self) -> str:
        return self.page.inner_text("body")


Sits = Callable[..., Any]


@pytest.fixture
def sits_down(chromium: Browser, curator: User, live_server: Any) -> Sits:
    """A context with a Hand, the curator signed in: `with sits_down(width=390, scheme="dark") as hand:`."""
    client = Client()
    client.force_login(curator)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    @contextmanager
    def sit(width: int = 1366, height: int = 768, scheme: Any = "light", **more: Any) -> Iterator[Hand]:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        try:
            yield Hand(context.new_page(), live_server.url)
        finally:
            context.close()

    return sit


@pytest.fixture
def hand(sits_down: Sits) -> Iterator[Hand]:
    """A curator's hand; afterwards nothing was complained of, and the last page is no wider than the window."""
    with sits_down() as sitting:
        yield sitting
        assert sitting.complaints == []
        assert sitting.overflow() <= 0
