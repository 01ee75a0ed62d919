"""How the title of an incident names it: by a product, and by words that its organisation's other incidents lack."""

import re
from collections.abc import Iterable

from incidents.names import normalise_name
from sources.extraction.find.stopwords import NO_NAME
from sources.extraction.find.word_index import Wording, index_words

SHORTEST = 4  # letters of a word that tells anything
# Several incidents at once: "the two breaches", "both hacks".
SEVERAL = re.compile(
    r"\b(?:two|both|three|these|combined)(?: [\w-]+){0,2} (?:breaches|hacks|attacks|leaks|thefts|intrusions"
    r"|incidents)\b",
    re.IGNORECASE,
)

# Several told by their years: "the breaches of 2019 and 2021", "over its 2019 breach and the 2021 breach".
OF_YEARS = re.compile(
    r"(?<!between )(?<!from )\b(?:19|20)\d\d(?: [\w-]+){0,3}?,? (?:and|as well as) (?:[a-z]+ ){0,4}?(?:19|20)\d\d\b",
)

# A word that is also in an organisation's name tells something only before what is kept: "the transport office" may be
# the Department of Public Transport, "the transport files" are not.
KEPT = frozenset(
    {"record", "records", "file", "files", "data", "database", "databases", "system", "systems", "details"}
)

# fmt: off
_GENERAL = frozenset(
    {
        "the", "and", "for", "with", "from", "breach", "breaches", "data", "leak", "hack", "hacked", "incident",
        "scandal", "cyber", "attack", "security", "privacy", "customer", "customers", "user", "users",
        "account", "accounts", "personal", "information", "database", "exposed", "access", "record", "records",
        "website", "online", "password", "passwords", "email", "server", "servers",
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december",
    }
)
# fmt: on


def telling_words(title: str, names: Iterable[str]) -> tuple[str, ...]:
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
    telling = any(len(word) >= SHORTEST and word not in NO_NAME | _GENERAL for word in found)
    return tuple(found) if telling else ()
