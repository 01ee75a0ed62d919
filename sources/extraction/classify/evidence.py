"""The reasons for and against a number being a count of the incident, each with a name and a weight.

The weights add up to the score. From ACCEPT on a mention is accepted; between REVIEW and ACCEPT a person has to look at
it; below REVIEW it is dropped. The weights were set on one half of the annotated articles and checked on the other
(tests/bench/extraction.py).
"""

from collections.abc import Set as AbstractSet

from incidents.vocabulary import Unit
from sources.extraction.classify.scopes import CORE_UNITS, DATA_UNITS
from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate, of_data
from sources.extraction.mention import Feature

ACCEPT = 2.0
REVIEW = 1.0

WEIGHTS = {
    "data_of": 2.2,
    "hit_before": 1.6,
    "hit_after": 1.6,
    "held": 1.6,
    "total_spoken_of": 1.0,
    "goes_on": 1.0,
    "lost_people": -3.5,
    "event_in_sentence": 1.0,
    "event_words": 0.4,
    "row_of_losses": 2.0,
    "subject_of_article": 1.0,
    "hedged": 0.2,
    "grouped_or_magnitude": 0.4,
    "small_number": -0.8,
    "tiny_number": -2.5,
    "inherited_unit": -0.4,
    "relation": 0.8,
    "denied": 0.6,
    "share_of_named": 0.6,
    "same_as_told": 1.2,
    "unit_of_data": 0.3,
    "organisations_or_devices": -2.4,
    "files": -0.5,
    "base_before": -1.9,
    "share_base": -3.0,
    "base_after": -1.4,
    "never_before": -3.0,
    "never_after": -3.0,
    "threshold": -3.5,
    "hypothetical": -0.8,
    "aggregate": -0.6,
    "no_unit": -2.0,
    "vague": -1.0,
}

_REACH = 170
_SINGLED = 60


def gather(document: Document, candidate: Candidate, known: AbstractSet[str]) -> tuple[Feature, ...]:
    """The features of a candidate in the order of WEIGHTS. `known` are those that other rules found:

    relation, denied  by the rules of relation and polarity
    goes_on           the sentence goes on counting what the one before gave a number of
    same_as_told      the same value was kept before in this article
    row_of_losses     in a row of a round-up
    base_before       listed with a number that is a base: "30,000 students and 5,000 staff"
    """
    names = _for(document, candidate) | _against(document, candidate) | _shape(candidate) | known
    if _counts_all_that_were_hit(document, candidate):
        names = (names - {"base_before", "base_after"}) | {"hit_after"}
    if "same_as_told" in names:
        # A number that was given as a count stays one: "a fraction of the 117 million".
        names -= {"base_before", "base_after", "share_base"}
    if "share_of_named" in names and document.lexicon.scopes.subset_among.match(
        document.folded, candidate.number.end, candidate.limit
    ):
        names -= {"base_before"}  # "with 4,000 minors among them" counts some of those in the sentence
    if "share_base" in names:
        names -= {"hit_after"}  # the share was hit, not the number that it is taken of
    features = [Feature(name, weight) for name, weight in WEIGHTS.items() if name in names]
    if document.subject:
        features.append(Feature("subject_of_article", round(WEIGHTS["subject_of_article"] * document.subject, 2)))
    return tuple(features)


def _counts_all_that_were_hit(document: Document, candidate: Candidate) -> bool:
    """Whether it counts, between commas, all that were hit: "All accounts, 5 million worldwide, must be regarded as
    stolen"."""
    folded, events = document.folded, document.lexicon.events
    closing = folded.find(",", candidate.noun_end, candidate.limit)
    if closing < 0 or events.all_before.search(folded, candidate.begin, candidate.start) is None:
        return False
    return events.hits_after.search(folded, closing, min(candidate.limit, closing + _REACH // 2)) is not None


def total(features: tuple[Feature, ...]) -> float:
    """The score: the sum of the weights, to two places."""
    return round(sum(feature.weight for feature in features), 2)


def _for(document: Document, candidate: Candidate) -> set[str]:
    folded, events = document.folded, document.lexicon.events
    low, high = max(candidate.begin, candidate.start - _REACH), min(candidate.limit, candidate.noun_end + _REACH)
    before = folded[max(candidate.begin, candidate.start - 80) : candidate.start]
    names = set()
    if of_data(document, candidate.start, candidate.number.start):
        names.add("data_of")
    if events.hits_before.search(before) or events.haul_of.search(before):
        names.add("hit_before")
    did_else = events.never_after.match(folded, candidate.noun_end, candidate.limit)  # "people, ..., had signed up"
    clause_end = candidate.noun_end if did_else else _clause_end(document, candidate)
    if events.hits_after.search(folded, candidate.noun_end, clause_end) or events.breach_after.match(
        folded, candidate.noun_end, clause_end
    ):
        names.add("hit_after")
    if events.strong.search(folded, low, high):
        names.add("event_in_sentence")
    if events.weak.search(folded, low, high):
        names.add("event_words")
    if events.held.search(before):
        names.add("held")
    if candidate.inherited and (events.total_before.search(before) or _is_said(document, before)):
        names.add("total_spoken_of")
    among = document.lexicon.scopes.subset_among.match(folded, candidate.number.end, candidate.limit)
    if candidate.counted.link == "anaphor" or among:
        names.add("share_of_named")
    if candidate.inherited and events.spoken_total.search(before):
        names.add("goes_on")
    return names


def _is_said(document: Document, before: str) -> bool:
    """Whether a verb of saying has only the number, of what was said before: "In June it said 4,000"."""
    end = len(before.rstrip())
    return any(match.end() == end for match in document.lexicon.speech.saying.finditer(before))


def _clause_end(document: Document, candidate: Candidate) -> int:
    """Where the clause of the counted noun ends, at most 60 characters on; a relative clause right after it belongs."""
    folded, end = document.folded, candidate.noun_end
    limit = min(candidate.limit, end + 60)
    if folded.startswith(",", end) and not document.lexicon.events.own_clause.match(folded, end + 1, limit):
        return end
    comma = folded.find(",", end + 1, limit)
    other = document.lexicon.events.other_clause.search(folded, end, limit)
    return min(limit, comma if comma >= 0 else limit, other.start() if other else limit)


def _against(document: Document, candidate: Candidate) -> set[str]:
    folded, events = document.folded, document.lexicon.events
    before = folded[max(candidate.begin, candidate.start - 60) : candidate.start]
    around = max(candidate.begin, candidate.start - 90), min(candidate.limit, candidate.noun_end + 60)
    of_people = candidate.unit not in DATA_UNITS and not candidate.inherited
    tests = {
        "base_before": of_people and events.base_before.search(before) and not events.haul_of.search(before),
        "base_after": events.base_after.match(folded, candidate.noun_end, candidate.limit),
        "share_base": events.share_base.search(before),
        "lost_people": candidate.unit is Unit.PEOPLE and events.lost_before.search(before),
        "never_before": events.never_before.search(before),
        "never_after": events.never_after.match(folded, candidate.noun_end, candidate.limit),
        "threshold": events.threshold.search(folded, *around),
        "hypothetical": events.hypothetical.search(folded, *around),
        "aggregate": _is_aggregate(document, candidate),
    }
    return {name for name, match in tests.items() if match}


def _is_aggregate(document: Document, candidate: Candidate) -> bool:
    """Whether words of a sector or a year are near, and none that single out one incident: "one of the largest data
    breaches", "data breaches, including one that"."""
    folded, events = document.folded, document.lexicon.events
    low, high = max(candidate.begin, candidate.start - _REACH), min(candidate.limit, candidate.noun_end + _REACH)
    match = next(
        (
            match
            for match in events.aggregate.finditer(folded, low, high)
            if events.singled_before.search(folded, max(low, match.start() - _SINGLED), match.start()) is None
        ),
        None,
    )
    return match is not None and events.singled.search(folded, match.end(), max(match.end(), candidate.start)) is None


def _shape(candidate: Candidate) -> set[str]:
    number, names = candidate.number, set()
    if candidate.hedge_text:
        names.add("hedged")
    if number.is_vague:
        names.add("vague")
    elif number.scale >= 1000 or number.style == "grouped" or number.is_range:
        names.add("grouped_or_magnitude")
    elif (number.value or 0) < 100:
        names.add("small_number" if (number.value or 0) >= 10 else "tiny_number")
    if candidate.unit is None:
        names.add("no_unit")
    elif candidate.unit is Unit.FILES:
        names.add("files")
    elif candidate.unit not in CORE_UNITS and candidate.unit is not Unit.OTHER:
        names.add("organisations_or_devices")
    elif candidate.unit is not Unit.PEOPLE:
        names.add("unit_of_data")
    if candidate.inherited:
        names.add("inherited_unit")
    return names
