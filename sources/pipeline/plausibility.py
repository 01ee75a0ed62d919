"""What an article says that cannot be, or is more likely a slip: held for a curator with the reason, and no claim.

| held                                                          | because                                              |
| ------------------------------------------------------------- | ---------------------------------------------------- |
| more people than the country named has, or the world          | nobody can have counted them                         |
| a part above every total of the same thing in the article     | a part is not more than the whole                    |
| 500,000 where the same article has 500 million more often, or | "thousand" and "million" are easily mixed up         |
| in its title (or the reverse)                                 |                                                      |

A curator releases what is held by judging it (`judging`): it becomes a claim then. What stands in the article as told
by somebody to be wrong ("not 87 million") is no assertion and is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from incidents.figures.vocabulary import Metric, Polarity, Scope, Unit
from sources.ingest.populations import WORLD, populations
from sources.models import Mention

SLIPS = (1_000, 1_000_000)


@dataclass(slots=True)
class _Kind:
    """What the article counts of one kind: its numbers, those in the title, and the largest total."""

    numbers: Counter[int] = field(default_factory=Counter)
    titled: set[int] = field(default_factory=set)
    largest: int | None = None


def hold_implausible(mentions: Sequence[Mention]) -> None:
    """Nothing; those of the mentions that are held have `held_because`, and need a review."""
    counts = [one for one in mentions if one.metric == Metric.AFFECTED and one.polarity == Polarity.ASSERTED]
    sure = [one for one in counts if not one.needs_review and number_of(one) is not None]
    kinds = _kinds(sure)
    for one in sure:
        kind = kinds[_kind_of(one)]
        reason = _more_than_live(one) or _more_than_the_whole(one, kind) or _slip(one, kind)
        if reason:
            one.held_because, one.needs_review = reason[:200], True


def number_of(mention: Mention) -> int | None:
    """The number that stands for the mention: as printed, else the nearer end."""
    return next((number for number in (mention.value, mention.low, mention.high) if number is not None), None)


def _more_than_live(one: Mention) -> str:
    if one.unit != Unit.PEOPLE:
        return ""
    number, known = number_of(one) or 0, populations()
    for country in (one.country, WORLD):
        name, people = known.get(country, ("", 0))
        if name and number > people:
            return f"More than the {people:,} people of {name}."
    return ""


def _more_than_the_whole(one: Mention, kind: _Kind) -> str:
    if one.scope != Scope.SUBSET or not one.primary:
        return ""
    if kind.largest is None or (number_of(one) or 0) <= kind.largest:
        return ""
    return f"A part of {number_of(one):,} is more than the whole of {kind.largest:,} that the article gives."


def _slip(one: Mention, kind: _Kind) -> str:
    told, titled = kind.numbers, kind.titled
    number = number_of(one) or 0
    for slip in SLIPS:
        for other in (number * slip, number // slip if number % slip == 0 else 0):
            more_often = (told[other], other in titled) > (told[number], number in titled)
            if other in told and more_often:
                return f"The article has {other:,} elsewhere: {number:,} looks like a slip of a factor of {slip:,}."
    return ""


def _kinds(sure: Sequence[Mention]) -> dict[tuple[str, str, bool], _Kind]:
    kinds: dict[tuple[str, str, bool], _Kind] = defaultdict(_Kind)
    for one in sure:
        kind, number = kinds[_kind_of(one)], number_of(one) or 0
        kind.numbers[number] += 1
        if one.in_title:
            kind.titled.add(number)
        if one.scope == Scope.TOTAL:
            kind.largest = number if kind.largest is None else max(kind.largest, number)
    return kinds


def _kind_of(one: Mention) -> tuple[str, str, bool]:
    return one.metric, one.unit, one.primary
