"""How authorities are called where they are not called by their names, from a language's authorities.toml."""

import re
from re import Pattern

from incidents.vocabulary import RegulatorKind
from sources.extraction.lexicon.word_fields import Section, WordGroup, loader, made, pattern, words


def _kinds(section: Section) -> tuple[tuple[RegulatorKind, Pattern[str]], ...]:
    return tuple((RegulatorKind(kind), re.compile(rf"\b(?:{known})\b")) for kind, known in section["kinds"]["order"])


class AuthorityDescriptions(WordGroup):
    """All but `register` are found in folded words.

    kinds          by what a kind of authority is known, the most certain words first
    heads          what a description is headed by: "watchdog", "commissioner"
    leading        a word before a name that is none of it
    before_place   what joins a name and its country, at the end of what stands before the country
    states         states that act together
    watches        what an authority is called that watches over others
    says_nothing   a whole description that names nobody in particular
    register       the end of words for a register, which finds nothing out, as printed
    news_agencies  acronyms that mean a news agency
    """

    kinds = made(_kinds)
    heads = pattern(r"\b(?:{listed described.heads})\b")
    leading = pattern("^(?:{listed described.leading}) ")
    before_place = pattern(" {described.before_place}$")
    states = pattern(r"\b(?:{listed acting.states})\b")
    court = pattern(r"\b(?:{listed acting.court})\b")
    watches = pattern(r"\b(?:{listed acting.watches})\b")
    says_nothing = pattern("(?:(?:{listed acting.anybody_leading}) )*(?:{listed acting.anybody})")
    register = pattern(
        r"\b(?:{listed registers.whose})(?:'s|\u2019s)?(?: [\w-]+){0,3} (?:{listed registers.what})$", re.IGNORECASE
    )
    news_agencies = words()


load_authority_words = loader(AuthorityDescriptions, "authorities")
