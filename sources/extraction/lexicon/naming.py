"""The words beside names of organisations, from a language's naming.toml."""

import re
from re import Pattern

from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    each,
    filled,
    in_order,
    loader,
    made,
    pattern,
    spaced,
    words,
)

# What may stand between a name and the word that counts: "Norbank, the lender, has also", "at the toy maker".
_SUBJECT = r"(?:,[^,.;]{1,60},|\s\([^()]{1,40}\))?"
_MODIFIERS = r"(?:\s[\w-]{1,30}){0,2}?"
_OWN_MODIFIERS = r"(?:\s(?!{after.apart}\b)[\w-]{1,30}){0,2}?"  # "Norbank hit by ransomware" is no gang
Features = tuple[tuple[str, Pattern[str]], ...]
_ARTICLE = r"(?:\s{before.articles})?(?:\s[a-z][\w-]{1,30}){0,3}\s$"


def _after(section: Section) -> Features:
    event = re.compile(filled(r"(?:'s)?" + _MODIFIERS + r"\s{any events.nouns}\b", section))
    verbs = each(section, str, "after.verbs", _SUBJECT + r"(?:\s{any after.helpers}){0,4}?\s{any phrases}\b")
    nouns = each(section, str, "after.nouns", r"(?:'s)?" + _OWN_MODIFIERS + r"\s?{any phrases}\b")
    return ("before the event", event), *verbs, *nouns


def _before(section: Section) -> Features:
    event = filled(r"\b{any events.nouns}(?:\s[a-z-]{1,30}){0,3}?\s{any before.at}" + _ARTICLE, section)
    people = filled(r"\b{any before.people}" + _ARTICLE, section)
    return (
        ("behind the event", re.compile(event)),
        ("behind customers or data", re.compile(people)),
        *each(section, str, "before.words", r"(?<!\w){any phrases}(?:\s{before.short_articles})?\s$"),
    )


class NamingWords(WordGroup):
    """after     what is matched right behind a name, with what that says of it
    before       the same, matched at the end of what stands before a name
    title        what is said in general, by its kind
    """

    joins = titled = firms = dates = words()
    things = spaced()
    offices = words("titles")
    leading = words()  # may begin a name of several words, though they name nobody alone
    header = anywhere("headers")
    header_total = anywhere("header_totals")
    header_count = anywhere("header_counts")
    header_incidents = anywhere("header_incidents")
    row_total = pattern(r"\W*{any row_totals}\W*\Z")
    # the end of a word that only describes: "US-based"
    describes = pattern("-(?:[a-z]{5,}|{any describe})$")
    ordinary_ending = pattern("{any endings}$")
    unfit = words()  # too general to stand for a longer name that begins with them
    unwritten = words()  # have no letter among the initials of a name
    listed_before = listed_after = in_order()
    described = pattern(r",?\s{is}\s[^,.;]{0,60}?\b{any described}\b")
    described_before = pattern(r"\b{any described}(?:\s{called})?,?\s$")
    office_before = pattern(r"\b{any offices}(?:\s{office_of})?\s$")
    event = anywhere("events.nouns")
    happened = anywhere("events.nouns, events.verbs")
    plural = anywhere("title.plural")
    data = anywhere("events.data")
    people = anywhere("events.people")
    count = anywhere("events.count")
    after = made(_after)
    before = made(_before)
    title = by_kind(str)


load_naming_words = loader(NamingWords, "naming.names")
