"""How authorities are called where they are not called by their names, compiled from a language's authorities.toml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from incidents.vocabulary import RegulatorKind
from sources.extraction.lexicon.patterns import whole_words
from sources.extraction.lexicon.tables import read_table


@dataclass(frozen=True, slots=True)
class AuthorityDescriptions:
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

    kinds: tuple[tuple[RegulatorKind, Pattern[str]], ...]
    heads: Pattern[str]
    leading: Pattern[str]
    before_place: Pattern[str]
    states: Pattern[str]
    court: Pattern[str]
    watches: Pattern[str]
    says_nothing: Pattern[str]
    register: Pattern[str]
    news_agencies: frozenset[str]


@lru_cache(maxsize=8)
def load_authority_words(language: str) -> AuthorityDescriptions:
    """The words of a supported language; FileNotFoundError when there is no such file."""
    table = read_table(language, "authorities")
    described, acting, registers = table["described"], table["acting"], table["registers"]
    anybody = rf"(?:(?:{'|'.join(acting['anybody_leading'])}) )*(?:{'|'.join(acting['anybody'])})"
    whose, what = "|".join(registers["whose"]), "|".join(registers["what"])
    return AuthorityDescriptions(
        kinds=tuple((RegulatorKind(kind), whole_words([pattern])) for kind, pattern in table["kinds"]["order"]),
        heads=whole_words(described["heads"]),
        leading=re.compile(rf"^(?:{'|'.join(described['leading'])}) "),
        before_place=re.compile(rf" {described['before_place']}$"),
        states=whole_words(acting["states"]),
        court=whole_words(acting["court"]),
        watches=whole_words(acting["watches"]),
        says_nothing=re.compile(anybody),
        register=re.compile(rf"\b(?:{whose})(?:'s|\u2019s)?(?: [\w-]+){{0,3}} (?:{what})$", re.IGNORECASE),
        news_agencies=frozenset(table["news_agencies"]["names"]),
    )
