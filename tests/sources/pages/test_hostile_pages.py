"""Pages made to be hard to clean: none takes long, whatever its size."""

import resource
from pathlib import Path

import pytest

from sources.extraction.pages.clean import MAX_ATTRIBUTES, MAX_CELLS, MAX_ELEMENTS, clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.sandbox import TextLimits, run
from tests.machine import processor_slowness
from tests.sources.pages.hostile_pages import KINDS

URL = "https://gazette.example/a"
SENTENCE = "Norbank said on Monday that the data of 45,000 customers had been copied by strangers. "


def cleaned(body: bytes, cpu_seconds: float) -> str:
    """The text, or why there is none. The kernel ends the child at so much processor time."""
    try:
        return run(clean, TextLimits(cpu_seconds, 120, 512), body, url=URL).text
    except UnreadablePage as error:
        return str(error)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_page_is_cleaned_or_refused_in_no_time(kind: str) -> None:
    # The dearest takes .4 s of a processor like the reference; ten times the page may take twice as long as may one.
    assert cleaned(KINDS[kind](100_000), 1.0 * processor_slowness())
    assert cleaned(KINDS[kind](1_000_000), 2.0 * processor_slowness())


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 25


def test_memory_stays_flat_however_many_come() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()

    bodies = [KINDS[kind](1_000_000) for kind in ("misnested at random", "plain prose", "line breaks")]
    for body in bodies:
        cleaned(body, 5)
    before = resident()
    for body in bodies * 10:
        cleaned(body, 5)
    assert resident() - before < 20_000_000


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>a" * (MAX_ELEMENTS + 1), f"more than {MAX_ELEMENTS:,} elements"),
        ("<p " + " ".join(f"a{n}=1" for n in range(MAX_ATTRIBUTES + 1)) + ">", f"more than {MAX_ATTRIBUTES} attrib"),
        ("<p " + "".join(f"a{n}='>'" for n in range(MAX_ATTRIBUTES + 1)) + ">", f"more than {MAX_ATTRIBUTES} attrib"),
        ("<table><tr>" + "<td>a" * (MAX_CELLS + 1), f"more than {MAX_CELLS:,} cells in a row"),
    ],
)
def test_what_would_take_too_long_is_refused_with_the_reason(body: str, reason: str) -> None:
    with pytest.raises(UnreadablePage, match=reason):
        clean(f"<html><body>{body}".encode(), url=URL)


def test_a_large_ordinary_page_is_read() -> None:
    words = " ".join(f"word{n}" for n in range(2_000))
    tag = f"<article class='{words}' data-page='{'x=1 ' * 5_000}' title=\"a > b\">"
    paragraphs = "".join(f"<p>{SENTENCE}<b>{n}</b> <a href='/x?a=1&amp;b=2'>more</a></p>" for n in range(2_000))
    found = clean(f"<html><body>{tag}{paragraphs}</article></body></html>".encode(), url=URL)
    assert found.text.count("Norbank") == 2_000
