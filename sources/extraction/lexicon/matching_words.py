"""The words that say which incident an article is about, compiled from a language's matching.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from incidents.vocabulary import IncidentKind
from sources.extraction.lexicon.patterns import whole_words
from sources.extraction.lexicon.tables import read_table


@dataclass(frozen=True, slots=True)
class MatchingWords:
    """another      another breach than that of an incident
    apart           the same, where it begins with a word that says so for sure
    counted_from    a breach that is counted from a `year`
    many            breaches in general
    years_past      the `number` of years since an event; `small_numbers` from two on
    breaks_in       what somebody is blamed for, matched in words as compared
    compares        words, as compared, before a name that is only compared with
    """

    another: Pattern[str]
    apart: Pattern[str]
    counted_from: Pattern[str]
    aftermath: Pattern[str]
    many: Pattern[str]
    years_past: Pattern[str]
    small_numbers: tuple[str, ...]
    breaks_in: Pattern[str]
    first_person: Pattern[str]
    kinds: Mapping[IncidentKind, Pattern[str]]
    compares: frozenset[str]


@lru_cache(maxsize=8)
def load_matching_words(language: str) -> MatchingWords:
    """The words of a supported language; FileNotFoundError when there is no such file."""
    table = read_table(language, "matching")
    another, counted, past = table["another"], table["counted"], table["years_past"]
    following, apart = "|".join(another["next"]), "|".join(another["apart"])
    numbers = tuple(past["numbers"])
    return MatchingWords(
        another=re.compile(
            rf"\b(?:{following}|{apart}) (?!(?:{'|'.join(another['compared'])})\b)(?:[\w-]+ ){{0,3}}?"
            rf"(?:{'|'.join(another['events'])})\b",
            re.IGNORECASE,
        ),
        apart=re.compile(apart, re.IGNORECASE),
        counted_from=re.compile(
            rf"\b(?:{following}) (?:[\w-]+ ){{0,4}}?(?:{'|'.join(counted['events'])})\b[^.;]{{0,60}}?"
            rf"\b(?:{'|'.join(counted['since'])}) (?:[A-Z][a-z]+ )?(?P<year>(?:19|20)\d\d)\b",
            re.IGNORECASE,
        ),
        aftermath=whole_words(table["aftermath"]["patterns"], re.IGNORECASE),
        many=whole_words(table["many"]["patterns"], re.IGNORECASE),
        years_past=re.compile(
            rf"\b(?P<number>\d{{1,2}}|{'|'.join(numbers)}) (?:{'|'.join(past['phrases'])})", re.IGNORECASE
        ),
        small_numbers=numbers,
        breaks_in=re.compile(table["breaks_in"]["pattern"]),
        first_person=re.compile(rf"\b(?:{'|'.join(table['first_person']['words'])})\b"),
        kinds={IncidentKind(kind): whole_words(patterns, re.IGNORECASE) for kind, patterns in table["kinds"].items()},
        compares=frozenset(table["compares"]["words"]),
    )
