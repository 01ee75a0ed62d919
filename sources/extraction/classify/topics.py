"""What in an article speaks of a breach, leak or misuse of people's data.

| the words                                                  | are enough                          |
| ---------------------------------------------------------- | ----------------------------------- |
| breach, hackers, ransomware, data theft, intruders...      | by themselves, near the beginning   |
| stolen, exposed, leaked, unauthorised, misused...          | in the title, or with one more word |
| data, records, privacy, passwords...                       | with one of those above only        |
| none of these, but `mishandling` tells of an incident      | by themselves                       |
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from sources.extraction.classify.misuse import mishandled
from sources.extraction.lexicon.tables import load_phrases

LEAD_CHARACTERS = 400
_READ_CHARACTERS = 1500  # of the text, for what is reported without a word for it
_WORDS, _DENIED = load_phrases("topics").compiled("words", "denied")
_SENTENCE_END = re.compile(r"[.!?]['\"\u2019\u201d]?\s|\n")
_MANY_SENTENCES = 6  # the title is one
_FIRST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Topics:
    """The words that speak of it, in text order; whether they are enough, whether one is in the title, and whether they
    stand in one sentence of many, not among the first."""

    words: tuple[str, ...]
    enough: bool
    in_title: bool
    passing: bool = False


def topics_of(title: str, text: str) -> Topics:
    """What speaks of a breach, leak or misuse of data, and was not denied; see the head of this module."""
    whole = f"{title}\n{text}"
    said = list(_WORDS.finditer(whole))
    # What the title says of a breach is what the article is about, denied or not.
    found = [one for one in said if not is_denied(whole, one) or (one["breach"] and one.start() < len(title))]
    words = [one.group().casefold() for one in found]
    lead = len(title) + 1 + LEAD_CHARACTERS
    in_title = _WORDS.search(title) is not None
    passing = not in_title and _is_in_passing(whole, found)
    # A hack that is denied is what the article is about.
    reports_breach = any(one["breach"] or one["hint"] for one in said)
    if found and reports_breach and (in_title or len(found) > 1 or (found[0]["breach"] and found[0].start() < lead)):
        return Topics(tuple(words), True, in_title, passing)
    misuse = mishandled(whole[: len(title) + 1 + _READ_CHARACTERS])
    return Topics((*words, misuse) if misuse else tuple(words), bool(misuse), in_title)


def _is_in_passing(whole: str, found: list[re.Match[str]]) -> bool:
    """Whether only one of many sentences speaks of it, and not one of the first: quarterly results tell its costs."""
    ends = [match.end() for match in _SENTENCE_END.finditer(whole)]
    holding = {bisect_right(ends, one.start()) for one in found}
    return len(holding) == 1 and len(ends) >= _MANY_SENTENCES and min(holding) > _FIRST_SENTENCES


def is_denied(whole: str, found: re.Match[str]) -> bool:
    """Whether the text denies what the words say: "it is not a new breach"."""
    return _DENIED.search(whole, max(0, found.start() - 60), found.start()) is not None
