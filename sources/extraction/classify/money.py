"""What an amount of money is for."""

from dataclasses import dataclass
from functools import lru_cache

from incidents.vocabulary import Metric
from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate, near
from sources.extraction.find.numbers import only_currency_named
from sources.extraction.lexicon import Lexicon
from sources.extraction.mention import Feature

_REACH = 130
_LEAST_UNEXPLAINED = 100_000
_NEAR, _FAR = 1.1, 0.1  # log-odds
_TITLED = (Metric.SETTLEMENT, Metric.FINE, Metric.RANSOM)


@dataclass(frozen=True, slots=True)
class Purpose:
    """The metric of an amount, and the features that decided."""

    metric: Metric
    features: tuple[Feature, ...]


def find_purpose(document: Document, candidate: Candidate) -> Purpose | None:
    """The purpose by the words nearest to the amount in its sentence; None for revenues, share prices and the like."""
    money, folded = document.lexicon.money, document.folded
    low, high = max(candidate.begin, candidate.start - _REACH), min(candidate.limit, candidate.number.end + _REACH)
    best: tuple[int, Metric] | None = None
    for metric, pattern in money.metrics:
        for match in near(document, pattern, candidate, (_REACH, _REACH)):
            distance = _distance(candidate, match.start(), match.end(), folded, money.boundaries)
            if best is None or distance < best[0]:
                best = distance, metric
    if best is None:
        return None
    never = money.never.search(folded, max(low, candidate.start - 50), min(high, candidate.number.end + 30))
    if never and _distance(candidate, never.start(), never.end(), folded, money.boundaries) < best[0]:
        return None
    distance, metric = best
    features = [Feature(f"{metric}_words", _NEAR if distance < 60 else _FAR)]
    if document.subject:
        features.append(Feature("subject_of_article", round(document.subject, 2)))
    return Purpose(metric, tuple(features))


def purpose_of_article(document: Document, candidate: Candidate, last: Metric | None) -> Purpose | None:
    """What an amount is for when its own sentence says nothing: "a payment of 350 million".

    last  the purpose of an amount given shortly before it; it takes precedence over the title
    """
    money, value = document.lexicon.money, candidate.number.value
    if value is None or value < _LEAST_UNEXPLAINED:
        return None
    low, high = max(candidate.begin, candidate.start - 60), min(candidate.limit, candidate.number.end + 40)
    if money.never.search(document.folded, low, high):
        return None
    if last in _TITLED:
        return Purpose(last, (Feature(f"{last}_told_before", _FAR),))
    title = document.title.lower()
    for metric, pattern in money.metrics:
        if metric in _TITLED and pattern.search(title):
            return Purpose(metric, (Feature(f"{metric}_in_title", _FAR),))
    return None


def dollars_of(document: Document) -> str | None:
    """The currency that a bare dollar sign means, if the article names places in only one country with dollars: "$" in
    an article with a Quebec court is a Canadian dollar. None if it names several such countries, or none."""
    return _dollars_of(document.plain, document.title, document.lexicon) if "$" in document.folded else None


@lru_cache(maxsize=2)
def _dollars_of(plain: str, title: str, lexicon: Lexicon) -> str | None:
    return only_currency_named((plain, title), lexicon.money.dollars)


def _distance(candidate: Candidate, start: int, end: int, folded: str, boundaries: tuple[str, ...]) -> int:
    """The characters between the two; a clause boundary counts for fifty."""
    between = (end, candidate.start) if end <= candidate.start else (candidate.number.end, start)
    gap = max(0, between[1] - between[0])
    parted = any(mark in folded[between[0] : between[1]] for mark in boundaries)
    return gap + 50 * parted
