"""How likely a number counts those whom an incident concerns, and what speaks for and against it.

The features of a number have learnt weights, which add up to the log-odds (docs/what-is-counted.md). From ACCEPT on a
mention is accepted; between REVIEW and ACCEPT a person has to look at it; below REVIEW it is dropped.
"""

from collections.abc import Iterator, Sequence

from incidents.logistic_model import LogisticModel, logistic, shipped
from incidents.vocabulary import Unit
from sources.extraction.article import caption_at
from sources.extraction.classify.scopes import CORE_UNITS, DATA_UNITS
from sources.extraction.find.document import Document
from sources.extraction.find.normalise import fold
from sources.extraction.find.number_candidates import Candidate, near, of_data
from sources.extraction.mention import Feature

ACCEPT = 0.65
REVIEW = 0.5
MODEL = "counted"
_BEFORE, _AFTER, _REACH = 80, 60, 170
_SINGLED = 60
_OPENING = 300  # characters
_SMALL, _TINY = 100, 10
BASE_BEFORE = "a base before"
_ROW = "a row of a round-up"
_TELLS_OF_ONE = 0.3  # of a document's subject, from which its beginning speaks of an incident
_OF_THOSE_HIT = frozenset({"data of", "hit before", "hit after"})


def load_model() -> LogisticModel:
    """The weights that the project keeps."""
    return shipped(MODEL)


def gather(document: Document, candidate: Candidate, *, listed: bool, repeated: bool) -> tuple[Feature, ...]:
    """The features that hold with what each adds to the log-odds. A `listed` number goes on a list of bases: "30,000
    students and 5,000 staff". A `repeated` one was told as a count: "a fraction of the 117 million"."""
    model = load_model()
    held = features_of(document, candidate, listed=listed, repeated=repeated)
    weighed = [Feature(name, round(value * model.weights.get(name, 0.0), 3)) for name, value in held.items()]
    return (Feature("any number", model.bias), *(one for one in weighed if one.weight))


def probability(features: Sequence[Feature]) -> float:
    """The probability that these features, with their weights, give."""
    return round(logistic(sum(feature.weight for feature in features)), 3)


def features_of(document: Document, candidate: Candidate, *, listed: bool, repeated: bool) -> dict[str, float]:
    """By name, the features that hold of the number: 1, or for the subject of the article how clear it is."""
    found = {*_words(document, candidate), *_shape(candidate)}
    if listed:
        found.add(BASE_BEFORE)
    if repeated:
        found -= {BASE_BEFORE, "a base after", "a share of it"}
    if document.row_unit is not None:
        found.add(_ROW)
    return dict.fromkeys(sorted(found), 1.0) | {"subject of the article": document.subject}


def _words(document: Document, candidate: Candidate) -> Iterator[str]:
    folded, events = document.folded, document.lexicon.events
    begin, start, end, limit = candidate.begin, candidate.start, candidate.noun_end, candidate.limit
    before = folded[max(begin, start - _BEFORE) : start]
    if of_data(document, start, candidate.number.start):
        yield "data of"
    if events.hits_before.search(before):
        yield "hit before"
    if events.share_base.search(before):
        yield "a share of it"
    elif _counts_something_else(document, candidate, before):
        yield "something else"
    elif _is_hit_after(document, candidate):
        yield "hit after"
    if near(document, events.strong, candidate, (_REACH, _REACH)):
        yield "an event in the sentence"
    if candidate.unit not in DATA_UNITS and not candidate.inherited and _is_base_before(document, candidate, before):
        yield BASE_BEFORE
    if events.base_after.match(folded, end, limit):
        yield "a base after"


def _counts_something_else(document: Document, candidate: Candidate, before: str) -> bool:
    """Whether it counts who did something, what a law says, or customers that went away."""
    folded, events, end = document.folded, document.lexicon.events, candidate.noun_end
    return bool(
        events.never_before.search(before)
        or (candidate.unit not in DATA_UNITS and events.never_after.match(folded, end, candidate.limit))
        or near(document, events.threshold, candidate, (_BEFORE, _AFTER))
        or (candidate.unit is Unit.PEOPLE and events.lost_before.search(before))
    )


def _is_base_before(document: Document, candidate: Candidate, before: str) -> bool:
    """Whether it is told as what somebody has or serves, and neither what was stolen ("a set that covers 4 million
    users"), nor some of others in the sentence ("with 4,000 minors among them"), nor, between commas, all that were
    hit: "All accounts, 5 million worldwide, must be regarded as stolen"."""
    folded, events = document.folded, document.lexicon.events
    if events.base_before.search(before) is None or events.haul_of.search(before) or events.held.search(before):
        return False
    if document.lexicon.scopes.subset_among.match(folded, candidate.number.end, candidate.limit):
        return False
    closing = folded.find(",", candidate.noun_end, candidate.limit)
    if closing < 0 or events.all_before.search(folded, candidate.begin, candidate.start) is None:
        return True
    return events.hits_after.search(folded, closing, min(candidate.limit, closing + _REACH // 2)) is None


def _is_hit_after(document: Document, candidate: Candidate) -> bool:
    """Whether words of an event follow in the clause of the counted noun."""
    folded, events, end = document.folded, document.lexicon.events, candidate.noun_end
    limit = _clause_end(document, candidate)
    return bool(events.hits_after.search(folded, end, limit) or events.breach_after.match(folded, end, limit))


def _clause_end(document: Document, candidate: Candidate) -> int:
    """Where the clause of the counted noun ends, at most 60 characters on; a relative clause right after it belongs."""
    folded, end = document.folded, candidate.noun_end
    limit = min(candidate.limit, end + _AFTER)
    if folded.startswith(",", end) and not document.lexicon.events.own_clause.match(folded, end + 1, limit):
        return end
    comma = folded.find(",", end + 1, limit)
    other = document.lexicon.events.other_clause.search(folded, end, limit)
    return min(limit, comma if comma >= 0 else limit, other.start() if other else limit)


def _shape(candidate: Candidate) -> Iterator[str]:
    number = candidate.number
    if candidate.hedge_text:
        yield "hedged"
    if number.is_vague and not number.lost:
        yield "a vague number"
    elif number.lost or number.scale >= 1000 or number.style == "grouped" or number.is_range:
        yield "a large number"
    elif (number.value or 0) < _SMALL:
        yield "a small number" if (number.value or 0) >= _TINY else "a tiny number"
    if candidate.unit is not None and candidate.unit not in CORE_UNITS | {Unit.OTHER, Unit.FILES}:
        yield "organisations or devices"


def is_unsaid(document: Document, candidate: Candidate, features: Sequence[Feature]) -> bool:
    """Whether nothing says that data of so many was reached: neither words beside the number, nor its sentence, asides
    apart, nor the title and the opening; or the title or its sentence tells of a recall, an outage or the like.

    News of a firm that once was hacked counts its passengers, fans and pupils, and customers without water.
    """
    names, mishap = {feature.name for feature in features}, document.lexicon.events.mishap
    sentence = document.folded[candidate.begin : candidate.limit]
    if "data of" not in names and (mishap.search(fold(document.title)) or mishap.search(sentence)):
        return True
    if document.subject >= _TELLS_OF_ONE or not names.isdisjoint(_OF_THOSE_HIT | {_ROW}):
        return False
    events = document.lexicon.events
    return events.strong.search(events.aside.sub(",", sentence)) is None


def tells_in_caption(document: Document, candidate: Candidate, features: Sequence[Feature]) -> bool:
    """Whether the number stands in no caption, or in one that itself tells of an incident: "A crowd of 60,000 people"
    stands below many a picture."""
    caption = caption_at(document.text, candidate.start)
    if caption is None:
        return True
    events = document.lexicon.events
    counts_hit = not _OF_THOSE_HIT.isdisjoint(feature.name for feature in features)
    return counts_hit or any(
        pattern.search(document.folded, *caption) for pattern in (events.strong, events.subject, events.caption)
    )


def is_aggregate(document: Document, candidate: Candidate) -> bool:
    """Whether words of a sector or a year are near, and none that single out one incident: "one of the largest data
    breaches", "data breaches, including one that"."""
    folded, events = document.folded, document.lexicon.events
    low = max(candidate.begin, candidate.start - _REACH)
    match = next(
        (
            match
            for match in near(document, events.aggregate, candidate, (_REACH, _REACH))
            if events.singled_before.search(folded, max(low, match.start() - _SINGLED), match.start()) is None
        ),
        None,
    )
    return match is not None and events.singled.search(folded, match.end(), max(match.end(), candidate.start)) is None


def tells_of_many(document: Document) -> bool:
    """Whether the title or the opening speaks of a sector or a year, and not of one incident among others."""
    opening = f"{fold(document.title)}\n{document.folded[:_OPENING]}"
    events = document.lexicon.events
    found = events.aggregate.finditer(opening)
    return any(
        events.singled_before.search(opening, max(0, one.start() - _SINGLED), one.start()) is None for one in found
    )
