"""The compiled words of one language, grouped by the question that they answer."""

from dataclasses import dataclass
from re import Pattern

from incidents.vocabulary import Measure, Metric, SpeakerKind, StageKind, Unit
from sources.extraction.lexicon.grammar_words import (
    NounGrammar,
    NumberGrammar,
    PolarityPatterns,
    SpeechGrammar,
    SubjectGrammar,
)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How numbers are written: find/numerals.py puts the patterns together."""

    ones: dict[str, int]
    magnitudes: dict[str, int]
    short_magnitudes: dict[str, int]
    fractions: dict[str, int]  # their denominators
    vague: Pattern[str]  # "tens of thousands", "several hundred", a magnitude without a coefficient
    share: Pattern[str]  # "half a", "two thirds of", ahead of what it is a share of
    digits: Pattern[str]  # a number in digits, with its magnitudes
    words: Pattern[str]  # a number in words, with its magnitudes
    link: Pattern[str]  # between two of them that add up
    broken: Pattern[str]  # right after a number: a magnitude that is not understood as its own
    again: Pattern[str]  # right after a number in words: another one
    ratio: Pattern[str]  # "one in five"
    glued: Pattern[str]  # digits that are no number for the letters right behind them: "3rd", "4x", "5%"
    start: Pattern[str]  # where any of them may begin
    split: Pattern[str]  # "33. 7 million", as some feeds have it, from the stop on


@dataclass(frozen=True, slots=True)
class HedgeWords:
    """`before` and `after` have a group for every hedge they may find; `before` ends where the number begins.

    growing_before and growing_after are words by which a count is expected to grow.
    """

    before: Pattern[str]
    after: Pattern[str]
    definite: Pattern[str]
    growing_before: Pattern[str]
    growing_after: Pattern[str]


@dataclass(frozen=True, slots=True)
class UnitWords:
    """compounds: head noun -> modifier -> unit, None where the compound is never counted."""

    nouns: dict[str, Unit]
    compounds: dict[str, dict[str, Unit | None]]
    other: frozenset[str]
    people_suffixes: tuple[str, ...]
    no_people: frozenset[str]
    anaphora: frozenset[str]
    anaphora_before: Pattern[str]
    share: Pattern[str]  # at the end of what stands before a number
    has_data: Pattern[str]
    clause_verbs: frozenset[str]
    links: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventPatterns:
    """Evidence for and against a count belonging to an incident."""

    strong: Pattern[str]
    data_of: Pattern[str]
    belonging: Pattern[str]  # data_of, where what follows can only be whose data it is
    hits_before: Pattern[str]
    lost_before: Pattern[str]
    share_base: Pattern[str]
    held: Pattern[str]
    spoken_total: Pattern[str]  # the number of what was spoken of before, right before a number
    asked: Pattern[str]
    haul_of: Pattern[str]  # at the end of what stands before a number
    hits_after: Pattern[str]
    breach_after: Pattern[str]
    other_clause: Pattern[str]
    own_clause: Pattern[str]  # after a comma, what is said of the counted noun
    aggregate: Pattern[str]
    singled: Pattern[str]
    singled_before: Pattern[str]
    base_before: Pattern[str]
    all_before: Pattern[str]
    base_after: Pattern[str]
    never_before: Pattern[str]
    never_after: Pattern[str]
    threshold: Pattern[str]
    subject: Pattern[str]


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """How words are attributed to a speaker."""

    saying: Pattern[str]
    after: frozenset[str]
    inverted: frozenset[str]
    helpers: frozenset[str]
    according: Pattern[str]
    passive: Pattern[str]
    pronouns: frozenset[str]
    possessives: dict[str, str]  # its -> it
    definite: frozenset[str]
    firms: frozenset[str]  # of these, those that the article's own organisation is called
    generic: frozenset[str]
    holding: Pattern[str]  # right after a subject: it claims to have the data
    opposed: Pattern[str]  # between a speaker and somebody that it is set against
    title_end: Pattern[str]  # of titles that name who says it last, with one word
    article: str  # that titles leave out
    courtesy: str  # an abbreviation before a name, whose stop ends nothing
    kinds: tuple[tuple[SpeakerKind, Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """symbol_before and name_after find a currency at a number's edges, sign the former where a number may follow."""

    symbols: dict[str, str]
    codes: frozenset[str]
    sign: Pattern[str]
    symbol_before: Pattern[str]
    name_after: Pattern[str]
    names: tuple[tuple[Pattern[str], str], ...]
    dollars: tuple[tuple[str, Pattern[str]], ...]  # the places of each country with dollars, in the text's own case
    metrics: tuple[tuple[Metric, Pattern[str]], ...]
    stages: tuple[tuple[StageKind | None, Pattern[str]], ...]  # None: no step was taken
    unreached: Pattern[str]  # words of a stage that is only spoken of
    authority_named: Pattern[str]  # group "name", in the text's own case; group "weak" for a doubtful one
    authority_lead: frozenset[str]  # capitalised words before a name that are no part of it
    authority_fined: Pattern[str]  # before one that is fined itself
    authority_described: Pattern[str]
    authority_office: str  # behind a possessive: "Information Commissioner's Office" is one name
    never: Pattern[str]
    boundaries: tuple[str, ...]  # between clauses, for distances
    clause: Pattern[str]  # between clauses that may each have a sum of their own
    conversion: Pattern[str]  # between a sum and the same in another currency


@dataclass(frozen=True, slots=True)
class RelationPatterns:
    """How a number stands to an earlier one."""

    more: Pattern[str]
    fewer: Pattern[str]
    superseded_before: Pattern[str]
    superseded_after: Pattern[str]
    additional_before: Pattern[str]
    additional_after: Pattern[str]
    renewed: Pattern[str]
    grown: Pattern[str]
    compared: Pattern[str]
    disputed_before: Pattern[str]
    disputed_after: Pattern[str]
    former_before: Pattern[str]
    former_after: Pattern[str]
    former_dated: Pattern[str]
    raised_before: Pattern[str]
    raised_after: Pattern[str]
    lowered_before: Pattern[str]
    lowered_after: Pattern[str]
    revised_before: Pattern[str]
    moved_from: Pattern[str]
    moved_to: Pattern[str]


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Which nouns name a group of those concerned."""

    everybody: frozenset[str]
    kinds: frozenset[str]
    idle: frozenset[str]
    whole: Pattern[str]  # at the end of what stands before a number
    predicate: Pattern[str]  # right after a number or its noun
    ages: Pattern[str]
    brand: Pattern[str]  # right after a counted noun, in the text's own case; group "label"


@dataclass(frozen=True, slots=True)
class ScopePatterns:
    """Which part of an incident is counted, how sure it is, and what happened to it."""

    subset_before: Pattern[str]
    subset_after: Pattern[str]
    subset_among: Pattern[str]  # after a number and its noun, group "label"
    part_before: Pattern[str]
    part_after: Pattern[str]
    parts: Pattern[str]
    listed: Pattern[str]
    notified_before: Pattern[str]
    notified_after: Pattern[str]
    mistaken: Pattern[str]
    possible: Pattern[str]
    estimated: Pattern[str]
    alleged: Pattern[str]
    measured: Pattern[str]  # any of the measures
    measures: tuple[tuple[Measure, Pattern[str]], ...]
    background_before: Pattern[str]
    background_after: Pattern[str]
    another_time: Pattern[str]
    compares: Pattern[str]  # asks how the incident compares with others
    named_incident: Pattern[str]  # "the Tinyco breach", group "name", in the text's own case
    named_victim: Pattern[str]  # "a hack of toy maker Tinyco"
    named_beside: Pattern[str]  # "hours after Tinyco disclosed a leak"
    named_compared: Pattern[str]  # "bigger than the breach at Tinyco"
    named_losing: Pattern[str]  # "Tinyco lost data of", right before a number
    named_owner: Pattern[str]  # the same, right after a counted noun
    countries: dict[str, str]
    joined_place: Pattern[str]  # after a country: another one, or "abroad"
    bodies: frozenset[str]
    areas: frozenset[str]
    shared_areas: frozenset[str]  # also names of cities and the like
    residents: frozenset[str]
    some_areas: Pattern[str]  # "the states" whose residents are counted
    own_country: Pattern[str]  # right after a counted noun
    own_area: Pattern[str]  # the same: a state or province
    speaks_for: frozenset[str]  # right after the name of one
    after_place: frozenset[str]
    capitals: frozenset[str]  # names of countries that are ordinary words unless written in capitals
    place_before: Pattern[str]  # before a number, at the end, in the text's own case; groups of_state, name
    place_after: Pattern[str]  # between a counted noun and the place of those who are counted
    state_after: Pattern[str]  # the same, with what a state or province is called
    article: str
    state: str
    part_end: Pattern[str]  # words after another number belong to that one
    pointing: str  # what points back to a counted noun, as a pattern
    data_before: Pattern[str]  # "bank details of ", group "kinds"
    data_goes_on: Pattern[str]  # before the kinds: more stands before them
    data_after: Pattern[str]  # "had their bank details", group "kinds"
    data_kinds: tuple[tuple[str, Pattern[str]], ...]
    groups: GroupWords


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that the rules know of one language; there is one object for it, so results are cached by it."""

    language: str
    common_words: frozenset[str]
    abbreviations: frozenset[str]
    suffixes: frozenset[str]  # of the names of firms
    starters: frozenset[str]
    closing: frozenset[str]  # abbreviations that often end a sentence
    name: Pattern[str]  # up to four words with capitals
    names_skipped: frozenset[str]  # capitalised words that name nobody
    numbers: NumberWords
    hedges: HedgeWords
    units: UnitWords
    events: EventPatterns
    speech: SpeechWords
    money: MoneyWords
    relations: RelationPatterns
    scopes: ScopePatterns
    polarity: PolarityPatterns
    noun_grammar: NounGrammar
    number_grammar: NumberGrammar
    subject_grammar: SubjectGrammar
    speech_grammar: SpeechGrammar
