"""What stands around a figure, compiled from a language's figure_contexts.toml."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from re import Pattern
from typing import Any

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NAME = r"(?P<name>[A-Z0-9][\w.&'-]*(?:\s+[A-Z0-9][\w.&'-]*){0,4})"


@dataclass(frozen=True, slots=True)
class FigureContextWords:
    """years_of_events  patterns with the `year` of an event beside it
    years_of_breaches   the same, of a breach as such or of what had happened then
    now                 another telling begins
    whose               the `name` of whom the things just counted are from
    of_name             the `name` between a number and what it counts
    of_others           the words (`whose`) and the `name` of whom the things just counted belong to
    """

    years_of_events: tuple[Pattern[str], ...]
    years_of_breaches: tuple[Pattern[str], ...]
    now: Pattern[str]
    whose: Pattern[str]
    of_name: Pattern[str]
    of_others: Pattern[str]


@lru_cache(maxsize=8)
def load_figure_context_words(language: str) -> FigureContextWords:
    """The words of a supported language; FileNotFoundError when there is no such file."""
    table = tomllib.loads(resources.files(__package__).joinpath(language, "figure_contexts.toml").read_text("utf-8"))
    events, shares = table["events"], table["shares"]
    then = _year_then_event(events)
    return FigureContextWords(
        years_of_events=(_year_of_event(events), _event_in_year(events), then),
        years_of_breaches=(_breach_of_year(events), then, _year_of_breach(events)),
        now=re.compile(rf"\b(?:{_any(events['now'])})\b"),
        whose=re.compile(rf"[^.;:,()]{{0,60}}?\b(?:{_any(shares['from'])})\s+(?:the\s+)?{_NAME}"),
        of_name=re.compile(rf"\s+{_NAME}\s+(?:(?:{_any(shares['before'])}) )?(?:{_any(shares['counted'])})\b"),
        of_others=re.compile(rf"[^.;:,()]{{0,30}}?\b(?P<whose>(?:{_any(shares['of_others'])})\s+(?:the\s+)?{_NAME})"),
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(words)


def _year_of_event(table: dict[str, Any]) -> Pattern[str]:
    """ "the 2014 breach", "its 2018 data leak", "the 2013 one"."""
    event = _any(table["words"])
    return re.compile(rf"\b{_YEAR}(?:'s|\u2019s)?[ -](?:one\b|(?:[\w-]+ ){{0,3}}?(?:{event})\b)", re.IGNORECASE)


def _event_in_year(table: dict[str, Any]) -> Pattern[str]:
    """ "stolen in August 2013", "the breach of 2014": the words between may hold the figure itself."""
    return re.compile(
        rf"\b(?:{_any(table['words'])})\b[^.;:!?]{{0,80}}?\b(?:{_any(table['in_year'])})\s+"
        rf"(?:(?:late|early|mid)[ -])?(?:[A-Z][a-z]+\s+)?{_YEAR}\b"
    )


def _year_then_event(table: dict[str, Any]) -> Pattern[str]:
    """ "In 2027 the chain had lost", "since 2027, when hackers stole"."""
    since = rf"\b(?:{_any(table['when_since'])})(?= (?:\w+ )?\d+,? when\b)"
    return re.compile(
        rf"(?:(?:^|[,;:] )[Ii]n|{since}) (?:[A-Z][a-z]+ )?{_YEAR},? "
        rf"(?:when|(?:[\w'\u2019-]+ ){{1,6}}?(?:(?:{_any(table['words'])})|{_any(table['hits'])}))\b"
    )


def _breach_of_year(table: dict[str, Any]) -> Pattern[str]:
    """ "a breach of 2015", "the hack in May 2014"."""
    return re.compile(rf"\b(?:{_any(table['nouns'])})\b (?:{_any(table['of_year'])}) (?:[A-Z][a-z]+ )?{_YEAR}\b")


def _year_of_breach(table: dict[str, Any]) -> Pattern[str]:
    """ "fined for a 2015 hack": the breach of a year, and nothing that was done in it."""
    return re.compile(
        rf"\b[Aa]n? {_YEAR} (?:(?!(?:{_any(table['words'])}))[\w-]+ ){{0,2}}?(?:{_any(table['nouns'])})\b"
    )
