"""Third step: which voice gives the number (`bounds`: how far others widen it, `disputes`: who disputes it).

| preference | the voice that gives the number                                                                     |
| ---------- | --------------------------------------------------------------------------------------------------- |
| headline   | the one whose number the news leads with now: each story that does so counts half as much for every |
|            | HALF_LIFE_DAYS that it is older than the newest; of equals, the best-placed speaker's. A named rival |
|            | does not push aside a better-placed speaker ("we received 30 million, not 87 million"). Where no     |
|            | source leads with any number: the best-placed speaker's, then the newest                             |
| recency    | the newest, whoever says it (attackers last)                                                          |
| size       | the largest                                                                                           |
"""

import datetime as dt
import math
from collections.abc import Sequence

from incidents.figures.policy import NARRATORS, Policy, Preference
from incidents.figures.positions import Position

HALF_LIFE_DAYS = 3.0  # measured on streams left out: anything from one day to eight gives the same figures


def choose(standing: Sequence[Position], policy: Policy) -> tuple[Position, list[Position]]:
    """The voice that gives the number, and the others that stand beside it."""
    ordered = sorted(standing, key=lambda voice: _order(voice, policy))
    top = (_leading(ordered) if policy.preference is Preference.HEADLINE else None) or ordered[0]
    return top, [voice for voice in ordered if voice is not top]


def _leading(ordered: Sequence[Position]) -> Position | None:
    """The voice whose number the news leads with now; None when no source leads with any."""
    led = [voice for voice in ordered if voice.headlines and not voice.boast]
    newest = max((day for voice in led for day in voice.headlines), default=dt.date.min)
    by_weight = sorted(led, key=lambda voice: (-_weight(voice, newest), voice.step, -voice.stories, -voice.number))
    return next((voice for voice in by_weight if not _is_rival(voice, led)), None)


def _weight(voice: Position, newest: dt.date) -> float:
    """How many stories lead with it, each counting less the older it is."""
    return round(math.fsum(2 ** ((day - newest).days / HALF_LIFE_DAYS) for day in voice.headlines), 6)


def _is_rival(voice: Position, led: Sequence[Position]) -> bool:
    """Whether it is a named speaker's number beside that of a named speaker who is better placed to know."""
    return voice.kind not in NARRATORS and any(other.step < voice.step and other.kind not in NARRATORS for other in led)


def _order(voice: Position, policy: Policy) -> tuple[object, ...]:
    """The sort key that puts the preferred voice first: by step, then the newest, then the most stories. Of equals the
    larger number is probably the whole and the other a part; the voice's key, which is random, decides last."""
    age = dt.date.max.toordinal() - voice.day.toordinal()
    match policy.preference:
        case Preference.RECENCY:
            return (voice.boast, age, voice.step, -voice.stories, -voice.number, voice.key)
        case Preference.SIZE:
            return (-voice.number, voice.step, age, -voice.stories, voice.key)
        case _:
            return (voice.step, age, -voice.stories, -voice.number, voice.key)
