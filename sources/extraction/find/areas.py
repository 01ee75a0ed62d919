"""States, provinces and cities whose people a number counts: they make it a part, and name no country."""

import re
from itertools import islice

from sources.extraction.find.document import Document
from sources.extraction.find.normalise import last_words
from sources.extraction.find.number_candidates import Candidate

_REACH = 40
_PLACE_WORDS = 12  # before a number, with what opens its clause: "and in the state of New Ohio state, more than about"
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][\w'-]*")


def area_of(document: Document, candidate: Candidate) -> str:
    """The state or province whose people are counted: "880,000 Oregon pupils", "4,000 Ohioans", "In Ohio, 4,000
    patients", "4,000 residents of Ohio"; the words for several that are not named: "4,000 residents of the states";
    empty for none.

    A name that is also a city's counts only if the noun means people who live there, or if the text calls it a state.
    """
    scopes = document.lexicon.scopes
    residents = _counts_residents(document, candidate)
    before = _place_before(document, candidate.begin, candidate.start)
    place = before["name"].lower() if before else ""
    if place in scopes.areas or (place in scopes.shared_areas and (residents or (before and before["of_state"]))):
        return place
    within = _first(document, candidate.number.end, candidate.noun_end, candidate.noun_end, residents=residents)
    if within or not residents:
        return within
    return area_after(document, candidate.noun_end, candidate.limit) or _some_areas(document, candidate)


def own_area(document: Document, candidate: Candidate) -> str:
    """The state or province of who speaks, where its own people are counted: "Ohio's attorney general counts 4,000
    residents"; the words themselves where it is not named: "4,000 people in our state"; empty for none."""
    scopes = document.lexicon.scopes
    said = scopes.own_area.match(document.folded, candidate.noun_end, candidate.limit)
    if said is None and not _counts_residents(document, candidate):
        return ""
    words = WORD.finditer(document.folded, candidate.begin, candidate.start)
    named = [name for match in words if (name := _speaking_for(document, match.start()))]
    return named[-1] if named else (said[0].strip() if said else "")


def _counts_residents(document: Document, candidate: Candidate) -> bool:
    noun = document.folded[candidate.number.end : candidate.noun_end].rpartition(" ")[2]
    return noun in document.lexicon.scopes.residents


def _speaking_for(document: Document, start: int) -> str:
    """The state or province of which the name begins there, if it is one's own ("Ohio's") or somebody speaks for it;
    empty for none."""
    scopes = document.lexicon.scopes
    words = [match[0] for match in islice(WORD.finditer(document.folded, start), 3)]
    for many in (2, 1):
        name, after = " ".join(words[:many]), words[many : many + 1]
        bare = name.removesuffix("'s")
        speaks = name != bare or (after and after[0].removesuffix("'s") in scopes.speaks_for)
        if bare in scopes.areas | scopes.shared_areas and speaks and document.plain[start].isupper():
            return bare
    return ""


def _some_areas(document: Document, candidate: Candidate) -> str:
    """The words for several unnamed states, provinces or cities, right after the people counted, who live there."""
    scopes = document.lexicon.scopes
    place = scopes.place_after.match(document.folded, candidate.noun_end, candidate.limit)
    if place is None:
        return ""
    # The pattern of a place includes the article, which shows that these states are known.
    start = place.end() - len(scopes.article) if place[0].endswith(scopes.article) else place.end()
    some = scopes.some_areas.match(document.folded, start, candidate.limit)
    return some[0] if some else ""


def place_before(document: Document, begin: int, start: int) -> str:
    """The name, in small letters, between the beginning of a clause and the number at `start`; empty for none."""
    place = _place_before(document, begin, start)
    return place["name"].lower() if place else ""


def _place_before(document: Document, begin: int, start: int) -> re.Match[str] | None:
    scopes, before = document.lexicon.scopes, last_words(document.plain[begin:start], _PLACE_WORDS)
    return scopes.place_before.search(before) or scopes.place_of_list.search(before)


def area_after(document: Document, end: int, limit: int) -> str:
    """The state or province named right after a counted noun that ends at `end`: "customers in Ohio"."""
    after = document.lexicon.scopes.state_after.match(document.folded, end, min(limit, end + _REACH))
    if after is None or not document.plain[after.end() : after.end() + 1].isupper():
        return ""
    words = [(match[0], match.end()) for match in WORD.finditer(document.folded, after.end(), limit)][:2]
    stop = words[-1][1] if words else after.end()
    name = _first(document, after.end(), stop, limit, residents=True)
    return name if document.folded.startswith(name, after.end()) else ""


def area_within(document: Document, start: int, end: int) -> str:
    """The first state or province that the span names; empty for none."""
    return _first(document, start, end, end, residents=True)


def _first(document: Document, start: int, end: int, limit: int, *, residents: bool) -> str:
    """The first area in the span, unless it begins a longer name ("4,000 Oregon Lumber clients", "Ohio University")."""
    scopes = document.lexicon.scopes
    found = [(match[0].removesuffix("'s"), match.start()) for match in WORD.finditer(document.folded, start, end)]
    for index, (word, at) in enumerate(found):
        following = [name for name, _ in found[index + 1 : index + 3]]
        pair = f"{word} {following[0]}" if following else ""
        for name, next_word in ((pair, following[1:2]), (word, following[:1])):
            shared = name in scopes.shared_areas and (residents or next_word == [scopes.state])
            if (name in scopes.areas or shared) and document.plain[at].isupper():
                rest = document.plain[at + len(name) : limit].lstrip()
                if not rest[:1].isupper():
                    return name
    return ""
