"""The compiled function words of one language: around nouns, numbers, subjects and speech, and in denials."""

from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class NounGrammar:
    """Function words around counted nouns."""

    determiners: frozenset[str]
    ends: frozenset[str]
    containers: frozenset[str]
    comparatives: frozenset[str]
    partitives: frozenset[str]
    figures: frozenset[str]
    of: frozenset[str]
    mass: frozenset[str]
    participles: frozenset[str]  # that do not end like one
    participle_ending: str
    conjunctions: frozenset[str]
    adding: str  # of these, the one that makes a list
    than: frozenset[str]
    further: frozenset[str]  # in place of a noun
    said_of: Pattern[str]  # right after a number, ahead of what it is said to be a number of
    number_of: Pattern[str]
    those_hit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberGrammar:
    """How numbers join to ranges, and what makes something else of them."""

    range_link: Pattern[str]  # groups: to, both, either
    between: Pattern[str]
    starting: Pattern[str]
    spread: Pattern[str]
    not_a_quantity: Pattern[str]
    month_before: Pattern[str]
    month_after: Pattern[str]
    year_before: Pattern[str]
    label_before: Pattern[str]
    age_after: Pattern[str]
    dated: Pattern[str]  # groups: month, year
    months: dict[str, int]  # by their first three letters


@dataclass(frozen=True, slots=True)
class SubjectGrammar:
    """Where the name beside a verb of saying begins and ends."""

    boundary: Pattern[str]
    relatives: frozenset[str]
    conjunctions: frozenset[str]
    determiners: frozenset[str]
    nobody: frozenset[str]
    saying: frozenset[str]  # never within a subject
    definite: frozenset[str]
    finite: frozenset[str]
    when: Pattern[str]
    leading: Pattern[str]
    opening: Pattern[str]
    after_name: Pattern[str]
    apposition_starts: frozenset[str]
    inanimate: frozenset[str]
    boards: frozenset[str]
    prepositions: frozenset[str]
    persons: frozenset[str]
    singular: frozenset[str]  # the pronouns of one organisation
    roles: frozenset[str]
    reports: frozenset[str]
    by: str
    articles: frozenset[str]
    verb_endings: tuple[str, ...]
    plural: Pattern[str]  # the ending of one


@dataclass(frozen=True, slots=True)
class SpeechGrammar:
    """How a clause of saying lies beside its content."""

    content_starts: frozenset[str]
    addressing: frozenset[str]  # after these the hearer comes first
    tails: frozenset[str]
    clause: Pattern[str]
    ours: frozenset[str]
    nouns: frozenset[str]
    noun_markers: frozenset[str]
    plural_forms: frozenset[str]  # of the nouns that are verb forms, those of plurals
    singular_articles: frozenset[str]
    participles: frozenset[str]
    participle_markers: frozenset[str]
    adverbs: frozenset[str]
    owned: Pattern[str]
    owned_noun: Pattern[str]
    embedded: frozenset[str]
    relative_marks: frozenset[str]
    relative_before: Pattern[str]
    sums_up: Pattern[str]  # right before a number
    continuation: Pattern[str]
    noun_followers: frozenset[str]
    participle_phrase: Pattern[str]
    gerunds: Pattern[str]
    so: frozenset[str]
    found_so: Pattern[str]
    to: frozenset[str]
    perfect: str  # between that and a participle
    adverb_ending: str
    relative_tails: frozenset[str]  # beside `tails`, after a verb of a relative clause


@dataclass(frozen=True, slots=True)
class PolarityPatterns:
    """How a number is denied."""

    direct: Pattern[str]
    clause: Pattern[str]
    only: Pattern[str]
    breaks: frozenset[str]
    false_after: Pattern[str]
    verb_after: Pattern[str]
    denied_before: Pattern[str]
