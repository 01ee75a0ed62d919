"""The words of one language, grouped by the question that they answer, and compiled once a process."""

import re
from collections.abc import Mapping

from incidents.vocabulary import Hedge, SpeakerKind, Unit
from sources.extraction.lexicon.grammar import (
    NounGrammar,
    NumberGrammar,
    PolarityPatterns,
    SpeechGrammar,
    SubjectGrammar,
)
from sources.extraction.lexicon.money_words import MoneyWords
from sources.extraction.lexicon.numbering import NumberWords
from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.scope_patterns import ScopePatterns
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    ending,
    in_order,
    loader,
    made,
    part,
    pattern,
    phrases,
    table,
    text,
    words,
)


def hedges_by_side(section: Section) -> dict[str, str]:
    """What is said before a number and behind it, with a group for every hedge."""
    return {
        f"hedges_{side}": "|".join(f"(?P<{Hedge(name)}>{alternation(said)})" for name, said in section[side].items())
        for side in ("before", "after")
    }


class HedgeWords(WordGroup, also=hedges_by_side):
    """`before` and `after` have a group for every hedge they may find; `before` ends where the number begins.

    growing_before and growing_after are words by which a count is expected to grow.
    """

    before = pattern(r"(?<![\w])(?:{hedges_before})(?:\s+{any between})*\s*$")
    after = pattern(r"[\s-]*(?:{hedges_after})(?!\w)")
    definite = ending()
    growing_before = ending("growing.before")
    growing_after = pattern(r"[^.;\d]{0,40}?\b{any growing.after}")


def _nouns(section: Section) -> dict[str, Unit]:
    found = {
        _plural(noun, section["plurals"]): Unit(name)
        for name, listed in section["nouns"].items()
        for noun in listed.lower().split()
    }
    for name, listed in section["irregular"].items():
        found |= dict.fromkeys(listed.lower().split(), Unit(name))
    return found | dict.fromkeys(phrases(section, "places.areas.people"), Unit.PEOPLE)


def _plural(noun: str, endings: Mapping[str, str]) -> str:
    """The noun with the first of the endings that is the plural of its own."""
    return next(re.sub(f"{own}$", plural, noun) for own, plural in endings.items() if re.search(f"{own}$", noun))


def _compounds(section: Section) -> dict[str, dict[str, Unit | None]]:
    return {
        head: {modifier: Unit(unit) if unit else None for modifier, unit in modifiers.items()}
        for head, modifiers in section["compounds"].items()
    }


class UnitWords(WordGroup):
    """compounds: head noun -> modifier -> unit, None where the compound is never counted."""

    nouns = made(_nouns)
    compounds = made(_compounds)
    other = words("other.nouns")
    people_suffixes = in_order("suffixes.people")
    no_people = words("suffixes.except")
    anaphora = words("words")
    anaphora_before = ending("before")
    # at the end of what stands before a number
    share = pattern(r"{share_of}\s+(?P<noun>[^,;.]{1,60}?),?\s+{makes}\s*$")
    has_data = pattern(r"\s*{has_data}\b")
    # right after a number, as printed
    unknown_noun = pattern(r"\s+{unknown_noun}(?!\w)")
    clause_verbs = words("verbs")
    links = words()


# From data nouns to their link: "records of", "information, including names, on".
_TO_LINK = r"(?:\s+[\w'-]+){0,3}?(?:,[^,.;]{1,60},)?\s+"


class EventPatterns(WordGroup):
    """Evidence for and against a count belonging to an incident."""

    strong = caption = mishap = hits_after = aggregate = threshold = subject = anywhere()
    data_of = pattern(r"(?<!\w){any data_of.nouns}" + _TO_LINK + r"{any data_of.links}\s*$")
    # where what follows can only be whose data it is
    belonging = pattern(r"(?<!\w){any belonging.nouns}" + _TO_LINK + r"{any belonging.links}\s*$")
    hits_before = ending("hits_before.patterns", r"(?:\s+{hits_before.between})*\s*$")
    lost_before = share_base = all_before = never_before = ending()
    held = ending(tail=r"(?:\s+\w+){0,2}\s*$")
    # the number of what was spoken of before, right before a number
    spoken_total = pattern(
        r"\b(?:{any spoken_total.nouns}(?:\s+{any spoken_total.between})*|{any spoken_total.existing})\s*$"
    )
    asked = anywhere("spoken_total.asked")
    # at the end of what stands before a number
    haul_of = pattern(r"(?<!\w){any haul_of.nouns}\s+{any haul_of.covers}\s*$")
    breach_after = pattern(r"\s*{any breach_after}\b")
    other_clause = pattern(r"\s{any other_clause}\b")
    aside = pattern(r",\s*{any aside}")
    own_clause = pattern(r"\s*{any own_clause}\b")  # after a comma, what is said of the counted noun
    singled = anywhere("singled.patterns")
    singled_before = ending("singled.before")
    base_before = ending("base_before.patterns", r"(?:\s+{base_before.between})*\s*$")
    base_after = pattern(r"\s*,?\s*{any base_after}(?!\w)")
    never_after = pattern(r"[^,.;]{0,25}?\b{any never_after}(?!\w)")


class SpeechWords(WordGroup):
    """How words are attributed to a speaker."""

    saying = anywhere("saying, phrases")
    after = inverted = helpers = definite = generic = words()
    according = passive = anywhere()
    pronouns = words("singular")
    possessives: dict[str, str] = table()  # its -> it
    firms = words()  # of these, those that the article's own organisation is called
    taking = pattern(r"\s+{any taking}")  # right after a subject: it says that it took the data
    holding = pattern(r"\s+{any holding}")  # right after a subject: it claims to have the data
    opposed = anywhere()  # between a speaker and somebody that it is set against
    # of titles that name who says it last, with one word
    title_end = pattern(r"[,:\u2013\u2014-]\s+(\w+) {any titles.verbs}\s*$")
    article = text()  # that titles leave out
    courtesy = text()  # an abbreviation before a name, whose stop ends nothing
    kinds = by_kind(SpeakerKind)


class RelationPatterns(WordGroup):
    """How a number stands to an earlier one."""

    more = fewer = renewed = grown = compared = anywhere()
    superseded_before = ending("superseded.before", r"(?:\s+{any superseded.between})*\s*[\"']?\s*$")
    superseded_after = pattern(r"\s*,?\s*{any superseded.after}")
    additional_before = ending("additional.before")
    additional_after = pattern(r"\s*{any additional.after}(?!\w)")
    disputed_before = ending("disputed.before", r"\s*[\"']?\s*$")
    disputed_after = pattern(r"[\s\"']*{any disputed.after}\b")
    former_before = ending("former.before", r"(?:\s+{any superseded.between})*\s*$")
    former_after = pattern(r"\s*{any former.after}")
    former_dated = ending("former.dated", r"(?:\s+{any superseded.between})*\s*$")
    raised_before = ending("raised.before")
    raised_after = pattern("{any raised.after}")
    lowered_before = ending("lowered.before")
    lowered_after = pattern("{any lowered.after}")
    revised_before = ending("revised.before")
    moved_from = ending("moved.from")
    moved_to = pattern("{any moved.to}")


class Lexicon(WordGroup):
    """Everything that the rules know of one language."""

    language = text("{code}")
    common_words = abbreviations = starters = words()
    suffixes = words()  # of the names of firms
    closing = words()  # abbreviations that often end a sentence
    # up to four words with capitals
    name = pattern(r"\b[A-Z][\w&.'-]*(?:[ -](?:{grammar.names.within})?[A-Z][\w&.'-]*){0,3}")
    names_skipped = words("grammar.names.skipped")  # capitalised words that name nobody
    numbers = part(NumberWords)
    hedges = part(HedgeWords)
    units = part(UnitWords, "units.anaphora")
    events = part(EventPatterns)
    speech = part(SpeechWords, "speech.verbs, pronouns, titles")
    money = part(MoneyWords, "money.authorities")
    relations = part(RelationPatterns)
    scopes = part(ScopePatterns)
    polarity = part(PolarityPatterns)
    noun_grammar = part(NounGrammar, "grammar.nouns")
    number_grammar = part(NumberGrammar, "grammar.numbers")
    subject_grammar = part(SubjectGrammar, "grammar.subjects")
    speech_grammar = part(SpeechGrammar, "grammar.speech")


load_lexicon = loader(Lexicon, "language")
