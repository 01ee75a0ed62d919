"""Whose incident an article tells."""

import re
from bisect import bisect_left
from collections import defaultdict

from incidents.vocabulary import SpeakerKind
from sources.extraction.find.document import Document

NAME = re.compile(r"\b[A-Z][\w&.'-]*(?:[ -](?:of |& )?[A-Z][\w&.'-]*){0,3}")
_SAMPLE_CHARACTERS = 6000
_LEAD_CHARACTERS = 400
_BESIDE = 24
_DATE_LINE = re.compile(r"[A-Z][A-Z .,/]{1,80}?(?=\s{1,9}[-\u2013\u2014]{1,9}\s)")
_CANDIDATES = 6
_LEAST = 3.0
# How much a name weighs as that of whose incident it is.
_IN_TITLE, _OPENS_TITLE, _IN_LEAD, _NEXT_TO_INCIDENT = 3.0, 2.0, 1.0, 1.5
_OBSERVER = 0.3  # regulators, courts, the press and researchers tell of others' incidents
_OBSERVERS = frozenset([SpeakerKind.COURT, SpeakerKind.REGULATOR, SpeakerKind.PRESS, SpeakerKind.RESEARCHER])


def main_organisation(document: Document) -> str | None:
    """The organisation whose incident is told: a given one that the text names, else the name for which most speaks:
    it comes often, in the title and the lead, beside words of an incident, and not as one that reports others'."""
    for name in document.organisations:
        if name.lower() in document.folded or name.lower() in document.title.lower():
            return name
    if document.organisations:
        return document.organisations[0]
    weights = _weights(document)
    for name in sorted(weights, key=lambda name: -weights[name])[:_CANDIDATES]:
        # A word that the text also writes small names nobody: "Hackers", "Tip".
        if weights[name] >= _LEAST and not _is_word(document, name):
            return name
    return None


def _is_word(document: Document, name: str) -> bool:
    """Whether it is an ordinary word: text or title also has it in small letters outside addresses, or it is an
    adjective such as "Web-based"."""
    small = rf"(?<![\w@./-]){re.escape(name.lower())}(?![\w@/-]|\.\w)"
    told = any(re.search(small, text) for text in (document.title, document.plain))
    return told or re.search(r"-[a-z]{3}", name) is not None


class _Incidents:
    """Where a text has words of an incident."""

    def __init__(self, document: Document) -> None:
        found = document.lexicon.events.strong.finditer(document.folded, 0, _SAMPLE_CHARACTERS + _BESIDE)
        self._spans = [match.span() for match in found]
        self._ends = [end for _, end in self._spans]

    def beside(self, start: int, end: int) -> bool:
        """Whether one lies within a few words of the span."""
        index = bisect_left(self._ends, start - _BESIDE)
        return index < len(self._spans) and self._spans[index][0] <= end + _BESIDE


def _weights(document: Document) -> dict[str, float]:
    """How much speaks for each name. A longer form counts for the shorter one: "Norbank Ltd" for "Norbank"."""
    weights, title = defaultdict[str, float](float), document.title.lower()
    told = _Incidents(document)
    line = _DATE_LINE.match(document.plain)  # "OSLO - "
    for match in NAME.finditer(document.plain[:_SAMPLE_CHARACTERS], line.end() if line else 0):
        name = clean_name(match[0], document.lexicon.names_skipped)
        if name:
            lead = _IN_LEAD if match.start() < _LEAD_CHARACTERS else 0.0
            weights[name] += 1.0 + lead + (_NEXT_TO_INCIDENT if told.beside(match.start(), match.end()) else 0.0)
    titled = set(re.findall(r"[\w&'-]{4,}", document.title))
    merged = dict(weights)
    for name in weights:
        shorter = name.rpartition(" ")[0]
        while shorter:
            if shorter in weights or shorter in titled:
                merged[shorter] = merged.get(shorter, 0.0) + weights[name]
            shorter = shorter.rpartition(" ")[0]
    for name in merged:
        if name.lower() in title:
            merged[name] += _IN_TITLE + (_OPENS_TITLE if title.startswith(name.lower()) else 0.0)
    # Too little speaks for the rest, whatever it is.
    best = sorted(merged, key=lambda name: -merged[name])[: 2 * _CANDIDATES]
    return {name: _judged(document, name, merged[name]) for name in best}


def _judged(document: Document, name: str, weight: float) -> float:
    """The weight of a name, by what it is: none for countries and counted nouns, little for observers."""
    lower = name.lower()
    if lower in document.lexicon.scopes.countries or lower in document.lexicon.units.nouns:
        return 0.0
    observes = any(kind in _OBSERVERS and pattern.search(lower) for kind, pattern in document.lexicon.speech.kinds)
    return weight * _OBSERVER if observes else weight


def clean_name(name: str, skipped: frozenset[str]) -> str:
    """The name without a possessive ending and without capitalised words that name nobody."""
    words = name.removesuffix("'s").rstrip(".'-").split()
    while words and words[0] in skipped:
        words = words[1:]
    while words and words[-1] in skipped:
        words = words[:-1]
    return " ".join(words)
