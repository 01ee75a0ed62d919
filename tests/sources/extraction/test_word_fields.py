"""Fields of the lexicon: where their words are looked for, and what is built of them."""

import ast
import pkgutil
import re
from collections import ChainMap
from importlib import import_module
from pathlib import Path

import pytest

from sources.extraction import lexicon
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    ending,
    filled,
    in_order,
    part,
    pattern,
    spaced,
    text,
    words,
)

SECTION: Section = ChainMap(
    {"of": "of the", "verbs": ["says", "has said"], "places": "new-york rome"},
    {"of": "of", "nouns": {"kept": "records files", "counted": {"a": ["user"], "b": ["clients?"]}}},
)


@pytest.mark.parametrize(
    ("template", "becomes"),
    [
        (r"\d{2,3} {of}$", r"\d{2,3} of the$"),
        ("{any verbs}", r"(?:has\s+said|says)"),
        ("(?:{listed verbs})", "(?:says|has said)"),
        ("{any nouns.kept, verbs}", r"(?:has\s+said|records|files|says)"),
        ("{any nouns.counted}", "(?:a|b)"),
    ],
)
def test_a_template_has_what_stands_in_its_places(template: str, becomes: str) -> None:
    assert filled(template, SECTION) == becomes


@pytest.mark.parametrize("place", ["verb", "nouns.told"])
def test_a_place_that_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(KeyError):
        filled(f"{{any {place}}}", SECTION)


class Inner(WordGroup):
    kept = words()
    of = text("{of}!")


def _derived(section: Section) -> dict[str, list[str]]:
    return {"ways": [*section["verbs"], "so"]}


class Outer(WordGroup, also=_derived):
    verbs = ways = anywhere()
    nouns = part(Inner)
    said = ending("verbs", r"\s+{of}$")
    cities = spaced("places")
    ordered = in_order("verbs, places")
    counted = by_kind(str.upper, "nouns.counted")
    article = pattern("{of}$", re.IGNORECASE)


OUTER = Outer(SECTION)


def test_a_field_looks_where_its_name_says_and_around_that() -> None:
    assert OUTER.nouns.of == "of the!"
    assert OUTER.nouns.kept == {"records", "files"}


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (OUTER.verbs, "she has  said it", "who essays"),
        (OUTER.ways, "and so", "also"),
        (OUTER.said, "who says of the", "who says of the day"),
        (dict(OUTER.counted)["B"], "a client", "a user"),
        (OUTER.article, "OF THE", "off"),
    ],
)
def test_patterns_find_their_phrases(pattern: re.Pattern[str], found: str, missed: str) -> None:
    assert pattern.search(found)
    assert not pattern.search(missed)


def test_phrases_can_be_a_set_or_keep_their_order() -> None:
    assert OUTER.cities == {"new york", "rome"}
    assert OUTER.ordered == ("says", "has said", "new-york", "rome")


def test_what_is_shared_by_a_process_cannot_be_set() -> None:
    with pytest.raises(AttributeError, match="cities"):
        OUTER.cities = frozenset()


def test_every_field_is_read_by_some_module() -> None:
    """One that is not has entries in the files that nobody needs."""
    for module in pkgutil.iter_modules(lexicon.__path__):
        import_module(f"{lexicon.__name__}.{module.name}")
    folder = Path(lexicon.__path__[0])
    paths = [path for path in folder.parents[1].rglob("*.py") if folder not in path.parents]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    read = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    groups = [group for group in WordGroup.__subclasses__() if group.__module__.startswith(lexicon.__name__)]
    assert len(groups) > 20
    assert [f"{one.__name__}.{field}" for one in groups for field in one._fields if field not in read] == []
