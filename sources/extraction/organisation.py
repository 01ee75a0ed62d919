"""Whose incident a number belongs to, and whether it is the article's own."""

import re
from collections import Counter

from sources.extraction.candidates import Candidate
from sources.extraction.document import Document

_NAME = re.compile(r"\b[A-Z][\w&.'-]*(?:[ -](?:of |& )?[A-Z][\w&.'-]*){0,3}")
_CANDIDATES = 5
_SAMPLE_CHARACTERS = 6000
_SHORT = 1000  # a text below it has no digressions
_GAP = 600


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
    for name, count in counts.most_common(_CANDIDATES):
        # A word that the text also writes small names nobody: "Hackers", "Tip".
        if count >= 3 and re.search(rf"\b{re.escape(name.lower())}\b", document.plain) is None:
            return name
    return None


def _clean(name: str, skipped: frozenset[str]) -> str:
    words = name.removesuffix("'s").rstrip(".'-").split()
    while words and words[0] in skipped:
        words = words[1:]
    while words and words[-1] in skipped:
        words = words[:-1]
    return " ".join(words)


def is_background(document: Document, candidate: Candidate, main: str | None) -> bool:
    """Whether the sentence speaks of another incident than the article's own."""
    patterns, folded = document.lexicon.scopes, document.folded
    low, high = max(candidate.begin, candidate.start - 160), min(candidate.limit, candidate.noun_end + 60)
    match = patterns.background_before.search(folded, low, candidate.start)
    match = match or patterns.background_after.search(folded, candidate.noun_end, high)
    if match is not None and not (main is not None and main.lower() in match[0]):
        return True
    return main is not None and _is_of_another(document, low, high, main)


def _is_of_another(document: Document, low: int, high: int, main: str) -> bool:
    """Whether the words around speak of the incident of somebody whom neither the title nor `main` names."""
    for match in document.lexicon.scopes.named_incident.finditer(document.plain, low, high):
        name = _clean(match[1], document.lexicon.names_skipped)
        known = f"{main} {document.title}".lower()
        if name and not any(word.lower() in known for word in name.split()):
            return True
    return False


def is_digression(document: Document, candidate: Candidate, main: str | None, last: int | None) -> bool:
    """Whether a number stands so late, and so far from the article's own, that it tells of something else.

    last  where the number before it ended, None for the first one. An article about an incident gives its figure in
    its first half; a figure after a long gap, beside a name that the title does not have, is another's.
    """
    length, position = len(document.text), candidate.start
    if length < _SHORT:
        return False
    if last is None:
        return position > length * 0.5
    if position - last < _GAP or position < length * 0.45:
        return False
    begin = document.sentences[max(0, candidate.sentence - 1)][0]
    around = document.plain[begin : candidate.limit]
    own = {word.lower() for word in f"{main or ''} {document.title}".split() if word[0].isupper() and len(word) > 3}
    if any(word in around.lower() for word in own):
        return False
    return any(_clean(match[0], document.lexicon.names_skipped) for match in _NAME.finditer(around))
