"""The words beside names of organisations, compiled from a language's naming.toml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from sources.extraction.lexicon.patterns import alternation, anywhere, ending
from sources.extraction.lexicon.tables import Table, read_table, word_set

# What may stand between a name and the word that counts: "Norbank, the lender, has also", "at the toy maker".
_SUBJECT = r"(?:,[^,.;]{1,60},|\s\([^()]{1,40}\))?"
_MODIFIERS = r"(?:\s[\w-]{1,30}){0,2}?"


@dataclass(frozen=True, slots=True)
class NamingWords:
    """after     what is matched right behind a name, with what that says of it
    before       the same, matched at the end of what stands before a name
    title        what is said in general, by its kind
    """

    joins: frozenset[str]
    titled: frozenset[str]
    things: frozenset[str]
    firms: frozenset[str]
    offices: frozenset[str]
    leading: frozenset[str]  # may begin a name of several words, though they name nobody alone
    dates: frozenset[str]
    header: Pattern[str]
    header_total: Pattern[str]
    header_count: Pattern[str]
    describes: Pattern[str]  # the end of a word that only describes: "US-based"
    ordinary_ending: Pattern[str]
    unfit: frozenset[str]  # too general to stand for a longer name that begins with them
    unwritten: frozenset[str]  # have no letter among the initials of a name
    listed_before: tuple[str, ...]
    listed_after: tuple[str, ...]
    described: Pattern[str]
    described_before: Pattern[str]
    office_before: Pattern[str]
    event: Pattern[str]
    happened: Pattern[str]
    plural: Pattern[str]
    data: Pattern[str]
    people: Pattern[str]
    count: Pattern[str]
    after: tuple[tuple[str, Pattern[str]], ...]
    before: tuple[tuple[str, Pattern[str]], ...]
    title: tuple[tuple[str, Pattern[str]], ...]


@lru_cache(maxsize=8)
def load_naming_words(language: str) -> NamingWords:
    """The words of a supported language; FileNotFoundError when there is no such file."""
    table = read_table(language, "naming")
    names, events = table["names"], table["events"]
    event = alternation(events["nouns"])
    described, offices = (alternation(names[key].split()) for key in ("described", "offices"))
    return NamingWords(
        joins=word_set(names["joins"]),
        titled=word_set(names["titled"]),
        things=frozenset(word.replace("-", " ") for word in names["things"].split()),
        firms=word_set(names["firms"]),
        offices=word_set(names["titles"]),
        dates=word_set(names["dates"]),
        describes=re.compile(rf"-(?:[a-z]{{5,}}|{alternation(names['describe'].split())})$"),
        ordinary_ending=re.compile(rf"{alternation(names['endings'].split())}$"),
        unfit=word_set(names["unfit"]),
        unwritten=word_set(names["unwritten"]),
        listed_before=tuple(names["listed_before"]),
        listed_after=tuple(names["listed_after"]),
        leading=word_set(names["leading"]),
        header=anywhere(names["headers"]),
        header_total=anywhere(names["header_totals"]),
        header_count=anywhere(names["header_counts"]),
        described=re.compile(rf",?\s{names['is']}\s[^,.;]{{0,60}}?\b{described}\b"),
        described_before=re.compile(rf"\b{described}(?:\s{names['called']})?,?\s$"),
        office_before=re.compile(rf"\b{offices}(?:\s{names['office_of']})?\s$"),
        event=anywhere(events["nouns"]),
        happened=anywhere([*events["nouns"], *events["verbs"]]),
        plural=anywhere(table["title"]["plural"]),
        data=anywhere(events["data"]),
        people=anywhere(events["people"]),
        count=anywhere(events["count"]),
        after=_after(table["after"], event),
        before=_before(table["before"], event),
        title=tuple(
            (name, re.compile(rf"(?<![\w-]){alternation(said)}(?!\w)")) for name, said in table["title"].items()
        ),
    )


# What a word behind a name or before it says of it, as a curator reads it.
_VERBS = {
    "suffers": "suffers it",
    "admits": "notifies, admits or denies",
    "exposes": "exposes or fails to keep",
    "pays": "pays, settles or faces",
    "says": "says something",
    "probes": "investigates",
    "takes": "steals or claims",
    "finds": "finds or reports",
    "offers_it": "offers, launches or wins",
    "fines": "fines, charges or rules",
}
_NOUNS = {
    "attackers": "is a gang or malware",
    "flaws": "has a flaw or is a product",
    "persons": "its chief or speaker",
    "people_of": "its customers or data",
    "publishing": "reports news",
}
_BEFORE = {
    "places": "after \u201cin\u201d",
    "through": "after \u201cby\u201d, \u201cvia\u201d or \u201ccalled\u201d",
    "observers": "as a source",
    "compared": "as an example",
    "charged": "is fined, sued or investigated",
    "strikes": "is hacked or attacked",
    "owners": "as an owner or a part",
}


def _after(table: Table, event: str) -> tuple[tuple[str, Pattern[str]], ...]:
    helpers = alternation(table["helpers"].split())
    verb, noun = rf"{_SUBJECT}(?:\s{helpers}){{0,4}}?\s", rf"(?:'s)?{_MODIFIERS}\s?"
    return (
        ("before the event", re.compile(rf"(?:'s)?{_MODIFIERS}\s{event}\b")),
        *((feature, re.compile(rf"{verb}{alternation(table[name])}\b")) for name, feature in _VERBS.items()),
        *((feature, re.compile(rf"{noun}{alternation(table[name])}\b")) for name, feature in _NOUNS.items()),
    )


def _before(table: Table, event: str) -> tuple[tuple[str, Pattern[str]], ...]:
    at = alternation(table["at"])
    article = rf"(?:\s{table['articles']})?(?:\s[a-z][\w-]{{1,30}}){{0,3}}\s$"
    return (
        ("behind the event", re.compile(rf"\b{event}(?:\s[a-z-]{{1,30}}){{0,3}}?\s{at}{article}")),
        ("behind customers or data", re.compile(rf"\b{alternation(table['people_of'])}{article}")),
        *((feature, ending(table[name], rf"(?:\s{table['short_articles']})?\s$")) for name, feature in _BEFORE.items()),
    )
