"""The words that say which incident an article is about, from a language's matching.toml."""

import re

from incidents.vocabulary import IncidentKind
from sources.extraction.lexicon.word_fields import WordGroup, each, in_order, loader, made, pattern, words

_WORDS = r"\b(?:{listed phrases})\b"


class MatchingWords(WordGroup):
    """another      another breach than that of an incident
    apart           the same, where it begins with a word that says so for sure
    counted_from    a breach that is counted from a `year`
    many            breaches in general
    years_past      the `number` of years since an event; `small_numbers` from two on
    breaks_in       what somebody is blamed for, matched in words as compared
    compares        words, as compared, before a name that is only compared with
    recalls         what looks back, before a name, matched in words as compared
    """

    another = pattern(
        r"\b(?:(?:{listed another.next}|{listed another.apart}) (?!(?:{listed another.compared})\b)"
        r"|(?:{listed another.unconnected}) )(?:[\w'\u2019-]+ ){0,3}?(?:{listed another.events})\b",
        re.IGNORECASE,
    )
    apart = pattern("{listed another.apart}|{listed another.unconnected}", re.IGNORECASE)
    counted_from = pattern(
        r"\b(?:{listed another.next}) (?:[\w-]+ ){0,4}?(?:{listed counted.events})\b[^.;]{0,60}?"
        r"\b(?:{listed counted.since}) (?:[A-Z][a-z]+ )?(?P<year>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    )
    aftermath = pattern(r"\b(?:{listed aftermath})\b", re.IGNORECASE)
    many = pattern(r"\b(?:{listed many})\b", re.IGNORECASE)
    years_past = pattern(
        r"\b(?P<number>\d{1,2}|{listed years_past.numbers}) (?:{listed years_past.phrases})", re.IGNORECASE
    )
    small_numbers = in_order("years_past.numbers")
    breaks_in = pattern("{breaks_in}")
    first_person = pattern(r"\b(?:{listed first_person})\b")
    kinds = made(lambda section: dict(each(section, IncidentKind, "kinds", _WORDS, re.IGNORECASE)))
    compares = words()
    recalls = pattern(r"\b(?:{listed recalls})\b")


load_matching_words = loader(MatchingWords, "matching")
