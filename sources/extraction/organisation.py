"""Whose incident a number belongs to, and whether it is the article's own."""

import re
from collections import Counter

from sources.extraction.candidates import Candidate
from sources.extraction.document import Document

_NAME = re.compile(r"\b[A-Z][\w&.'-]*(?:[ -](?:of |& )?[A-Z][\w&.'-]*){0,3}")
_SAMPLE_CHARACTERS = 6000


def main_organisation(document: Document) -> str | None:
    """The organisation whose incident is told: a given one that the text names, else the name told most often."""
    for name in document.organisations:
        if name.lower() in document.folded or name.lower() in document.title.lower():
            return name
    if document.organisations:
        return document.organisations[0]
    counts: Counter[str] = Counter()
    for match in _NAME.finditer(document.plain[:_SAMPLE_CHARACTERS]):
        name = _clean(match[0], document.lexicon.names_skipped)
        if name:
            counts[name] += 3 if name.lower() in document.title.lower() else 1
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= 3 else None


def _clean(name: str, skipped: frozenset[str]) -> str:
    words = name.removesuffix("'s").rstrip(".'-").split()
    while words and words[0] in skipped:
        words = words[1:]
    while words and words[-1] in skipped:
        words = words[:-1]
    return " ".join(words)


def is_background(document: Document, candidate: Candidate, main: str | None) -> bool:
    """Whether the sentence speaks of another incident than the article's own."""
    low, high = max(candidate.begin, candidate.start - 160), min(candidate.limit, candidate.noun_end + 100)
    pattern = document.lexicon.scopes.background
    match = pattern.search(document.folded, low, high)
    return match is not None and not (main is not None and main.lower() in match[0])
