"""What stands around a figure, compiled from a language's figure_contexts.toml."""

from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from sources.extraction.lexicon.tables import load_phrases


@dataclass(frozen=True, slots=True)
class FigureContextWords:
    """years_of_events  patterns with the `year` of an event beside it
    years_of_breaches   the same, of a breach as such or of what had happened then
    now                 with these the sentence turns to another event
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
    found = load_phrases("figure_contexts", language).patterns
    then = found["year_then_event"]
    return FigureContextWords(
        years_of_events=(found["year_of_event"], found["event_in_year"], then),
        years_of_breaches=(found["breach_of_year"], then, found["year_of_breach"]),
        now=found["now"],
        whose=found["whose"],
        of_name=found["of_name"],
        of_others=found["of_others"],
    )
