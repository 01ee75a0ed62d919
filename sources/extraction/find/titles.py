"""How the title of an incident names it: by a product, and by words that its organisation's other incidents lack."""

from collections.abc import Iterable

from incidents.names import normalise_name
from sources.extraction.find.stopwords import NO_NAME
from sources.extraction.find.word_index import Wording, index_words
from sources.extraction.lexicon.tables import load_phrases

SHORTEST = 4  # letters of a word that tells anything
_PHRASES = load_phrases("titles")
SEVERAL = _PHRASES.patterns["several"]  # incidents at once
OF_YEARS = _PHRASES.patterns["of_years"]  # several that are distinguished by their years
KEPT = _PHRASES.words["kept"]  # words before which one that is also in an organisation's name tells something
_GENERAL = _PHRASES.words["general"] | (_PHRASES.words["months"] - _PHRASES.words["ordinary_months"])


def distinctive_words(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """The words of an incident's title, as compared, that are neither general nor part of a party's name (as compared)
    in the title. Of "DPT breach of transport cards" both "transport" and "cards" tell something, though the Department
    of Public Transport has the first in its name: the title does not write that name."""
    named = sorted(set(names), key=len, reverse=True)
    rest = f" {normalise_name(title)} "
    for name in named:
        rest = rest.replace(f" {name} ", " ")
    firsts = {name.split()[0] for name in named if name}
    words = (word for word in rest.split() if len(word) >= SHORTEST and not word.isdecimal())
    return tuple(dict.fromkeys(word for word in words if word not in _GENERAL and word not in firsts))


def proper_words(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """The first words with capitals that stand together in an incident's title and are in no party's name: "journey
    planner" of "Larkspur Journey Planner breach"."""
    wording = Wording(index_words(title, ""))
    of_parties = {word for name in names for word in name.split()}
    found: list[str] = []
    for word in wording.words:
        if word.capital and not word.normalised.isdecimal() and word.normalised not in of_parties:
            found.append(word.normalised)
        elif found:
            break
    while found and found[-1] in _GENERAL:
        found.pop()
    distinctive = any(len(word) >= SHORTEST and word not in NO_NAME | _GENERAL for word in found)
    return tuple(found) if distinctive else ()
