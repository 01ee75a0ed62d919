"""What the word that a page begins at tells: nothing, and the same each time."""

import base64
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.test import APIClient

from incidents.models import Regulator
from tests.api import ROOT
from tracker.foundation.rest.cursors import Cursor, decode
from tracker.foundation.rest.problems import Problem

KEYS = (7, 10, 99, 101, 4_096, 99_999, 123_456, 1_000_000, 87_654_321, 2**53, 2**63 - 1)
OTHER_KEY = "another key, of fifty characters or more, for one who signs alike"


def opened(cursor: str) -> bytes:
    """What anybody can read of it."""
    return base64.urlsafe_b64decode(cursor.partition(":")[0] + "==")


@pytest.mark.parametrize("key", KEYS)
def test_a_cursor_does_not_show_the_rows_key(key: int) -> None:
    cursor = Cursor(order="-updated_at", backward=False, value="2026-11-27T10:00:00+00:00", key=key)
    assert str(key).encode() not in opened(cursor.encode()) or key < 1_000
    assert b"updated_at" not in opened(cursor.encode())
    assert decode(cursor.encode()) == cursor


def test_a_cursor_does_not_show_how_large_the_rows_key_is() -> None:
    made = [Cursor(order="name", backward=False, value="Authority", key=key).encode() for key in KEYS]
    assert len({len(cursor) for cursor in made}) == 1
    assert len(set(made)) == len(KEYS)


def test_the_same_row_has_the_same_cursor_each_time() -> None:
    made = {Cursor(order="name", backward=False, value="Authority", key=7).encode() for _ in range(3)}
    assert len(made) == 1


@pytest.mark.parametrize("at", [0, 5, -1])
def test_a_cursor_that_was_altered_is_refused(at: int) -> None:
    cursor = Cursor(order="name", backward=False, value="Authority", key=7).encode()
    other = "A" if cursor[at] != "A" else "B"
    altered = cursor[:at] + other + cursor[at + 1 :] if at >= 0 else cursor[:-2] + other * 2
    with pytest.raises(Problem, match="not written by this service"):
        decode(altered)


@pytest.mark.parametrize("text", ["", "x", "=", "====", "é", "a" * 3000, "WyJuYW1lIiwwLCJBIiwxXQ:forged", "AAAA\n"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="not written by this service"):
        decode(text)


def test_a_cursor_of_the_key_before_is_followed(settings: Any) -> None:
    cursor = Cursor(order="name", backward=True, value="Authority", key=7)
    word, before = cursor.encode(), settings.SECRET_KEY
    settings.SECRET_KEY = OTHER_KEY
    with pytest.raises(Problem):
        decode(word)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert decode(word) == cursor


@pytest.mark.django_db
def test_the_link_to_the_next_page_shows_no_key(anonymous: APIClient) -> None:
    for number in range(3):
        Regulator.objects.create(pk=7_654_321 + number, slug=f"r-{number}", name=f"Authority {number}", kind="other")
    following = anonymous.get(f"{ROOT}/regulators?page_size=1").json()["next"]
    [cursor] = parse_qs(urlsplit(following).query)["cursor"]
    assert re.search(rb"765432\d", opened(cursor)) is None
    assert [row["slug"] for row in anonymous.get(following).json()["results"]] == ["r-1"]
