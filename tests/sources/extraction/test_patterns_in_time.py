"""No pattern of the lexicon takes time that explodes with the length of what it looks at."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sources.extraction import lexicon
from sources.extraction.lexicon import load_lexicon
from sources.extraction.lexicon.authority_words import load_authority_words
from sources.extraction.lexicon.figure_context_words import load_figure_context_words
from sources.extraction.lexicon.matching_words import load_matching_words
from sources.extraction.lexicon.naming import load_naming_words
from sources.extraction.lexicon.proceeding_words import load_proceeding_words
from sources.extraction.lexicon.review_words import load_review_lexicon
from sources.extraction.lexicon.tables import load_phrases

SMALL = 40
# Twice the length may take twelve times as long, a little more than a cube; what splits a word in six takes sixty.
STEEP = 12
TOO_SHORT_TO_TELL = 0.002
UNITS = ("their", "a", "A", "Ab ", "a ", "the ", "1", "1 ", "1,", "a-", "A.", "'", " ", '"', "of ", "million ", "said ")


def _patterns(held: Any, seen: set[int], depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns that an object holds, whatever holds them in it."""
    if id(held) in seen or depth > 8:
        return
    seen.add(id(held))
    if isinstance(held, re.Pattern):
        yield held
        return
    parts: list[Any] = []
    if isinstance(held, dict):
        parts = list(held.values())
    elif isinstance(held, (list, tuple, set, frozenset)):
        parts = list(held)
    elif type(held).__module__.startswith("sources."):
        parts = [*vars(held).values()] if hasattr(held, "__dict__") else []
        parts += [getattr(held, name, None) for name in getattr(type(held), "__slots__", ())]
    for part in parts:
        yield from _patterns(part, seen, depth + 1)


def _all() -> dict[str, re.Pattern[str]]:
    english = Path(next(iter(lexicon.__path__)), "en")
    files = [
        path.stem
        for path in english.glob("*.toml")
        if "[patterns]" in path.read_text() or "[any_case]" in path.read_text()
    ]
    held = [
        *(load("en") for load in (load_lexicon, load_authority_words, load_figure_context_words, load_matching_words)),
        *(load("en") for load in (load_naming_words, load_proceeding_words)),
        *map(load_review_lexicon, ("de", "fr", "es")),
        *map(load_phrases, files),
    ]
    return {pattern.pattern: pattern for pattern in _patterns(held, set())}


def _cost(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    pattern.search(text)
    return time.process_time() - began


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_one_word_costs_no_pattern_more_than_a_cube(unit: str) -> None:
    found = _all()
    assert len(found) > 500
    steep = []
    for pattern in found.values():
        short, long = (f"N{(unit * size)[:size]}" for size in (SMALL, 2 * SMALL))
        at_first = min(_cost(pattern, short) for _ in range(2))
        if at_first > TOO_SHORT_TO_TELL / STEEP and _cost(pattern, long) > STEEP * max(at_first, TOO_SHORT_TO_TELL):
            steep.append(pattern.pattern[:200])
    assert steep == []
