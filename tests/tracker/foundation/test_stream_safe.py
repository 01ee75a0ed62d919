"""No text makes normalising it slow, and none that anybody writes is changed."""

import unicodedata

import pytest

from incidents.names import normalise_name
from sources.extraction.pages.stories import content_hash, shingles
from tracker.foundation.stream_safe import _MARKS, JOINER, normalised_form

# Each pair is out of order, so that all of a run has to be sorted.
PAIRS = ["\u0301\u0323", "\u0f73\u0f71", "\u0344\u0323", "\uff9e\u0301"]


@pytest.mark.timeout(30)  # the old code took half a minute for one of them, in C, so that only this ends it
@pytest.mark.parametrize("pair", PAIRS)
def test_marks_cost_no_more_than_letters(pair: str) -> None:
    marks = pair * 250_000
    assert len(content_hash(title="", text=marks)) == 64
    assert shingles(marks) is not None
    assert normalise_name(marks) is not None


def test_every_character_that_is_made_of_marks_counts_as_one() -> None:
    made_of_marks = {
        chr(point)
        for point in range(0x110000)
        if all(unicodedata.combining(letter) for letter in unicodedata.normalize("NFKD", chr(point)))
    }
    assert made_of_marks == set(_MARKS)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(
    "text", ["", "plain", "Ærø, Łódź, Ångström", "e\u0301" * 500, "a" + "\u0301" * 30, "ﾊﾞﾝｸ", "ཱི" * 10]
)
def test_what_is_written_is_as_python_gives_it(form: str, text: str) -> None:
    assert normalised_form(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


def test_a_run_beyond_the_limit_is_broken() -> None:
    assert normalised_form("NFC", "x" + "\u0323" * 61).count(JOINER) == 2
