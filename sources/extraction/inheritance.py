"""A unit that only an earlier number names: "87 million members ... 37 million more", "9,000 of them"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from incidents.figures.vocabulary import Unit
from sources.extraction.candidates import Candidate
from sources.extraction.nouns import Counted

_SENTENCES_BACK = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier number counted, in which sentence, and where it ended."""

    counted: Counted
    sentence: int
    end: int


def with_unit(candidate: Candidate, told: Sequence[Told]) -> Candidate:
    """The candidate with the unit of the last number before it, when it names none and is written like a count."""
    if candidate.unit is not None or candidate.counted.excluded or not _may_inherit(candidate):
        return candidate
    for earlier in reversed(told):
        if earlier.sentence < candidate.sentence - _SENTENCES_BACK:
            break
        if earlier.counted.unit is not None and earlier.counted.unit is not Unit.MONEY:
            counted = replace(candidate.counted, unit=earlier.counted.unit)
            return replace(candidate, counted=counted, inherited=True)
    return candidate


def _may_inherit(candidate: Candidate) -> bool:
    """Bare small numbers are ages, dates and scores more often than counts; "of them" makes any number a count."""
    number = candidate.number
    if candidate.counted.link == "anaphor":
        return True
    if number.is_vague:
        return False
    if candidate.counted.noun and candidate.counted.noun.split()[0] not in {"more", "other"}:
        return number.scale >= 1000 and len(candidate.counted.noun.split()) <= 3
    return number.scale >= 1000 or number.style == "grouped" or number.is_range
