"""Which position gives the number (`bounds`: how far others widen it, `disputes`: who disputes it).

| preference | the position that gives the number                                                                  |
| ---------- | --------------------------------------------------------------------------------------------------- |
| headline   | the one whose number the news leads with now: each story that does so counts half as much for every |
|            | HALF_LIFE_DAYS that it is older than the newest; of equals, the best-placed speaker's. A named rival |
|            | does not push aside a better-placed speaker ("we received 30 million, not 87 million"). Where no     |
|            | source leads with any number, and for a part: the best-placed speaker's, then the newest              |
| recency    | the newest, whoever says it (attackers last)                                                          |
| size       | the largest                                                                                           |
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from incidents.figures.policy import Policy, Preference
from incidents.figures.speaker_positions import Position
from incidents.figures.speaker_ranking import NARRATORS
from incidents.vocabulary import Scope

HALF_LIFE_DAYS = 3.0  # measured on streams left out: anything from one day to eight gives the same figures


def choose(standing: Sequence[Position], policy: Policy) -> tuple[Position, list[Position]]:
    """The position that gives the number, and the others that stand beside it."""
    ordered = sorted(standing, key=lambda position: _order(position, policy))
    by_headline = policy.preference is Preference.HEADLINE and standing[0].lead.claim.bucket.scope is not Scope.SUBSET
    top = (_leading(ordered) if by_headline else None) or ordered[0]
    return top, [position for position in ordered if position is not top]


def _leading(ordered: Sequence[Position]) -> Position | None:
    """The position whose number the news leads with now; None when no source leads with any."""
    led = [position for position in ordered if position.headlines and not position.boast]
    newest = max((day for position in led for day in position.headlines), default=dt.date.min)
    best_named = min((position.step for position in led if position.kind not in NARRATORS), default=0)
    led = [position for position in led if position.kind in NARRATORS or position.step == best_named]
    return min(led, key=lambda one: (-_weight(one, newest), one.step, -one.stories, -one.number), default=None)


def _weight(position: Position, newest: dt.date) -> float:
    return round(recency_weight(position.headlines, newest), 6)


def recency_weight(days: Iterable[dt.date], newest: dt.date) -> float:
    """How many stories lead with a number on these days, each counting less the older it is."""
    return math.fsum(2 ** ((day - newest).days / HALF_LIFE_DAYS) for day in days)


def _order(position: Position, policy: Policy) -> tuple[object, ...]:
    """The sort key that puts the preferred position first: by step, then the newest, then the most stories. Of equals
    the larger number is probably the whole and the other a part; then the one recorded first is preferred."""
    age = dt.date.max.toordinal() - position.day.toordinal()
    match policy.preference:
        case Preference.RECENCY:
            return (position.boast, age, position.step, -position.stories, -position.number, position.lead.place)
        case Preference.SIZE:
            return (-position.number, position.step, age, -position.stories, position.lead.place)
        case _:
            return (position.step, age, -position.stories, -position.number, position.lead.place)
