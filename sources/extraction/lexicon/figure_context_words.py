"""What stands around a figure, from a language's figure_contexts.toml."""

import re
from re import Pattern

from sources.extraction.lexicon.word_fields import Section, WordGroup, loader, made, pattern


def _years_of_events(section: Section) -> tuple[Pattern[str], ...]:
    of_event = re.compile(section["any_case"]["year_of_event"], re.IGNORECASE)
    return of_event, *_compiled(section, "event_in_year", "year_then_event")


def _years_of_breaches(section: Section) -> tuple[Pattern[str], ...]:
    return _compiled(section, "breach_of_year", "year_then_event", "year_of_breach")


def _compiled(section: Section, *names: str) -> tuple[Pattern[str], ...]:
    return tuple(re.compile(section["patterns"][name]) for name in names)


class FigureContextWords(WordGroup):
    """years_of_events  patterns with the `year` of an event beside it
    years_of_breaches   the same, of a breach as such or of what had happened then
    now                 with these the sentence turns to another event
    whose               the `name` of whom the things just counted are from
    of_name             the `name` between a number and what it counts
    of_others           the words (`whose`) and the `name` of whom the things just counted belong to
    """

    years_of_events = made(_years_of_events)
    years_of_breaches = made(_years_of_breaches)
    now = pattern("{patterns.now}")
    whose = pattern("{patterns.whose}")
    of_name = pattern("{patterns.of_name}")
    of_others = pattern("{patterns.of_others}")


load_figure_context_words = loader(FigureContextWords, "figure_contexts")
