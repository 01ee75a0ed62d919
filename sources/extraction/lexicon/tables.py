"""A language's TOML files. Where a string names a part in braces, as in "by {weekday}", the part stands there instead.

A file lists its own parts under `parts`: strings, or choices between the members of a list. Those of calendar.toml can
be named in every file: months and weekdays, written small or with capitals, as words and as patterns.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from re import Pattern
from typing import Any

from sources.extraction.lexicon.accents import without_accents
from sources.extraction.lexicon.patterns import alternation

Table = dict[str, Any]
SUPPORTED = ("en",)
FOR_REVIEW = ("de", "fr", "es")  # read by far fewer words, and never believed without a curator


def language_to_read_in(language: str) -> str:
    """The language itself where it is supported; else the first that is."""
    return language if language in SUPPORTED else SUPPORTED[0]


_REFERENCE = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The parts, the compiled patterns, lists of them and the sets of words of a file, by their names."""

    parts: Mapping[str, str]
    patterns: Mapping[str, Pattern[str]]
    lists: Mapping[str, tuple[Pattern[str], ...]]
    words: Mapping[str, frozenset[str]]

    def compiled(self, *names: str) -> tuple[Pattern[str], ...]:
        """The patterns of these names, in this order."""
        return tuple(self.patterns[name] for name in names)


@lru_cache(maxsize=32)
def load_phrases(name: str, language: str = SUPPORTED[0]) -> Phrases:
    """The tables `patterns`, `any_case` (the same, in small letters or capitals), `lists` of patterns and `words` of a
    file; for readers that know no language, those of the first supported one."""
    table = read_table(language, name)
    patterns = {key: re.compile(_choice(one)) for key, one in table.get("patterns", {}).items()}
    patterns |= {key: re.compile(_choice(one), re.IGNORECASE) for key, one in table.get("any_case", {}).items()}
    lists = {key: tuple(map(re.compile, listed)) for key, listed in table.get("lists", {}).items()}
    words = {key: word_set(listed) for key, listed in table.get("words", {}).items()}
    return Phrases(table["parts"], patterns, lists, words)


@lru_cache(maxsize=1)
def load_page_phrases() -> Mapping[str, Pattern[str]]:
    """By what pages are known that are no articles: of English, and of the other languages together with it."""
    found = {key: pattern.pattern for key, pattern in load_phrases("pages").patterns.items()}
    for phrases in _parsed("others", "pages").values():
        found |= {key: f"{found[key]}|{_choice(one)}" for key, one in phrases.items()}
    return {key: re.compile(pattern, re.IGNORECASE) for key, pattern in found.items()}


def word_set(listed: str) -> frozenset[str]:
    """The words of a string."""
    return frozenset(listed.split())


def read_table(language: str, name: str) -> Table:
    """The tables of a file, with the parts filled in. FileNotFoundError when there is no such language or file,
    KeyError when a part is named that there is not."""
    table, parts = _parsed(language, name), dict(_calendar_parts(language))
    own: Table = table.pop("parts", {})
    for key, part in own.items():
        own[key] = parts[key] = _choice(_filled(part, parts))
    return {"parts": own} | {key: _filled(value, parts) for key, value in table.items()}


@lru_cache(maxsize=8)
def month_forms(language: str = SUPPORTED[0]) -> Mapping[str, int]:
    """The number of each month, by all the words for it, in small letters."""
    parts = _calendar_parts(language)
    names = parts["months"].split()
    numbers = {name[:3]: number for number, name in enumerate(names, start=1)}
    return {word: numbers[word[:3]] for word in (*names, *parts["months_short"].split())}


@lru_cache(maxsize=8)
def _calendar_parts(language: str) -> Mapping[str, str]:
    parts = dict(_parsed(language, "calendar"))
    parts["month"] = alternation(f"{parts['months']} {parts['months_short']}".split())
    parts["month_name"], parts["month_short"] = (alternation(parts[key].split()) for key in ("months", "months_short"))
    parts["weekday"] = alternation(parts["weekdays"].split())
    return parts | {key.capitalize(): _capitalised(part) for key, part in parts.items()}


def _capitalised(words: str) -> str:
    return re.sub(r"\b[a-z]", lambda first: first[0].upper(), words)


def _parsed(language: str, name: str) -> Table:
    written = resources.files(__package__).joinpath(language, f"{name}.toml").read_text("utf-8")
    return tomllib.loads(without_accents(written) if language in FOR_REVIEW else written)


def _choice(pattern: str | list[str]) -> str:
    return pattern if isinstance(pattern, str) else f"(?:{'|'.join(pattern)})"


def _filled(value: Any, parts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: parts[found[1]], value)
    if isinstance(value, list):
        return [_filled(one, parts) for one in value]
    return {key: _filled(one, parts) for key, one in value.items()} if isinstance(value, dict) else value
