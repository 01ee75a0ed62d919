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

LEAD_CHARACTERS = 400
_READ_CHARACTERS = 1500  # of the text, for what is told without a word for it

# Each means a breach, whatever stands beside it.
_BREACH = (
    r"\b(?:data|privacy|security|cyber)[ -](?:breach\w*|leaks?|incidents?|scandal|theft)\b"
    r"|(?<!\bin )\bbreach(?:e[sd])?\b(?! of (?:[\w-]+ ){0,2}?(?:contracts?|dut(?:y|ies)|trust|covenants?|promises?"
    r"|peace|rules?|laws?|agreements?|terms|licen[cs]es?|competition|warranty)\b)"
    r"|\bhack(?:ed|ers?|ing)?\b|\bransomware\b|\bcyber[ -]?attack\w*|\bintru(?:ders?|sions?)\b|\bbroke(?:n)? into\b"
)
# Each may mean something else as well.
_HINT = (
    r"\bbreach(?:e[sd])?\b|\bhacks\b|\bleak(?:s|ed|ing)?\b|\bstolen\b|\bstole\b|\btheft\b"
    r"|\bransom\w*|\bexpos(?:ed|ure)\b|\bcompromis(?:ed|ing)\b|\bcyber[ -]?\w+|\bscrap(?:ed|ing)\b"
    r"|\bharvest(?:ed|ing)\b|\bunauthori[sz]ed\b|\bimproper(?:ly)?\b"
    r"|\bmisus(?:ed?|ing)\b|\bwithout (?:their )?consent\b|\battack(?:s|ed|ers?)?\b"
    r"|\bdetails (?:were |was )?(?:stolen|taken|accessed)\b|\bscandal\b"
)
# What is kept and at stake, which alone is no event: news of a company's sale mentions its customers' data as well.
_KEPT = (
    r"\bdata protection\b|\bpersonal (?:data|information|details)\b|\bprofiles?\b"
    r"|\b(?:card|bank|account|customer) (?:data|details)\b|\bprivacy\b|\bdata\b|\brecords\b|\bpasswords?\b"
)
_WORDS = re.compile(f"(?P<breach>{_BREACH})|(?P<hint>{_HINT})|{_KEPT}", re.IGNORECASE)
# "It is not a new breach", "no sign of another hack".
_DENIED = re.compile(
    r"(?:\b(?:not?|never|nor|without|neither|denie[sd]|rather than)\b|n['\u2019]t\b)[^.;\n]{0,45}\Z", re.IGNORECASE
)


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
    found = [one for one in said if not is_denied(whole, one)]
    words = [one.group().casefold() for one in found]
    lead = len(title) + 1 + LEAD_CHARACTERS
    in_title = _WORDS.search(title) is not None
    passing = not in_title and _is_in_passing(whole, found)
    tells = any(one["breach"] or one["hint"] for one in said)  # a hack that is denied is what the article is about
    if found and tells and (in_title or len(found) > 1 or (found[0]["breach"] and found[0].start() < lead)):
        return Topics(tuple(words), True, in_title, passing)
    told = mishandled(whole[: len(title) + 1 + _READ_CHARACTERS])
    return Topics((*words, told) if told else tuple(words), bool(told), in_title)


def _is_in_passing(whole: str, found: list[re.Match[str]]) -> bool:
    """Whether only one of many sentences speaks of it, and not one of the first: quarterly results tell its costs."""
    ends = [match.end() for match in _SENTENCE_END.finditer(whole)]
    holding = {bisect_right(ends, one.start()) for one in found}
    return len(holding) == 1 and len(ends) >= _MANY_SENTENCES and min(holding) > _FIRST_SENTENCES


def is_denied(whole: str, found: re.Match[str]) -> bool:
    """Whether the text denies what the words say: "it is not a new breach"."""
    return _DENIED.search(whole, max(0, found.start() - 60), found.start()) is not None
