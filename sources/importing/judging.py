"""Whether a row of a register is about an incident that is there. Pure: what is known comes in, a judgment goes out.

| the incident                                                             | the row                    |
| ------------------------------------------------------------------------ | -------------------------- |
| has the reference of the row, an export of this project, or came from a  | is the same                |
| row of a register that the row came from                                 |                            |
| the register itself lays the two together                                | is the same                |
| has a row of the same register that says the very same, address included | is the same                |
| has another row of the same register                                     | is another: it says so     |
| is of the same organisation, has the same number, and is of days that    | is the same                |
| are known to the month and at most 60 apart; no other incident is so     |                            |
| is of the same organisation and has the same number, on other days       | is in doubt                |
| is of the same organisation and of days at most 30 apart                 | is in doubt                |
| is the only one of the fined organisation in the four years before       | is in doubt                |
| anything else                                                            | is new                     |

What is in doubt opens an incident of its own, and a curator is shown both: nothing is merged wrongly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from incidents.entered_values import first_of, last_of
from incidents.vocabulary import Metric, Scope
from sources.importers.rows import RegisterDay, RegisterRow

_SAME_WITHIN_DAYS, _NEAR_DAYS, _FAR_DAYS = 60, 30, 400
_MONTH_DAYS = 31
_FINED_WITHIN = dt.timedelta(days=4 * 366)

Number = tuple[Metric, int]
Reason = dict[str, str]


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """An incident of an organisation that the row names. `key` tells it from others, `name` says which it is;
    `registers` are those that have a row of it, `digests` say what those rows say, and `links` are their keys and
    groups."""

    key: Hashable
    name: str
    days: tuple[RegisterDay, ...]
    numbers: frozenset[Number]
    registers: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgment:
    """`same` is the incident that the row belongs to, `doubtful` one that it may belong to; at most one is given."""

    same: KnownIncident | None
    doubtful: KnownIncident | None
    reasons: tuple[Reason, ...]
    again: bool = False  # the register says the very same of `same` in another row


def days_of(row: RegisterRow) -> tuple[RegisterDay, ...]:
    """The days by which a row is compared."""
    return tuple(day for day in (row.disclosed, row.notified, row.occurred) if day is not None)


def numbers_of(row: RegisterRow) -> frozenset[Number]:
    """The numbers of the whole by which a row is compared; placeholders are nobody's."""
    return frozenset(
        (count.metric, count.number) for count in row.counts if count.scope is Scope.TOTAL and not count.placeholder
    )


def links_of(row: RegisterRow) -> frozenset[str]:
    """The names by which a register lays rows together: its own key, those that it links to, and its group."""
    keys = (f"key {key}" for key in (row.key, *row.links))
    return frozenset({*keys, *row.same_as, *([f"group {row.group}"] if row.group else [])})


def judge(row: RegisterRow, register: str, known: Iterable[KnownIncident]) -> Judgment:
    """The judgment of a new row, with the reasons for it."""
    incidents = list(known)
    links = links_of(row)
    very = [one for one in incidents if one.links & set(row.same_as)]
    if very:
        return Judgment(very[0], None, (_reason("exported from the same incident", very[0].name),), again=True)
    linked = [one for one in incidents if register in one.registers and links & one.links]
    if linked:
        return Judgment(linked[0], None, (_reason("laid together by the register", linked[0].name),))
    digest = row.digest() if any(register in one.registers for one in incidents) else ""
    again = [one for one in incidents if register in one.registers and digest in one.digests]
    if again:
        return Judgment(again[0], None, (_reason("told twice by the register", again[0].name),), again=True)
    others = [one for one in incidents if register not in one.registers]
    sure = [one for one in others if _same_number(row, one) and _surely_near(row, one)]
    if len(sure) == 1 and row.record is None:  # a whole incident is merged into another by a curator alone
        return Judgment(sure[0], None, _reasons(row, sure[0], others))
    doubtful = sorted((one for one in others if _may_be(row, one, others)), key=lambda one: _order(row, one))
    if doubtful:
        return Judgment(None, doubtful[0], _reasons(row, doubtful[0], others))
    return Judgment(None, None, ())


def _same_number(row: RegisterRow, one: KnownIncident) -> bool:
    return bool(numbers_of(row) & one.numbers)


def _surely_near(row: RegisterRow, one: KnownIncident) -> bool:
    apart = days_apart(_exact(days_of(row)), _exact(one.days))
    return apart is not None and apart <= _SAME_WITHIN_DAYS


def _exact(days: Iterable[RegisterDay]) -> list[RegisterDay]:
    return [one for one in days if (_last(one) - _first(one)).days <= _MONTH_DAYS]


def _may_be(row: RegisterRow, one: KnownIncident, others: Sequence[KnownIncident]) -> bool:
    apart = days_apart(days_of(row), one.days)
    if _same_number(row, one) and (apart is None or apart <= _FAR_DAYS):
        return True
    near = days_apart(_exact(days_of(row)), _exact(one.days))
    if near is not None and near <= _NEAR_DAYS:
        return True
    return bool(row.stages) and [one] == [other for other in others if _fined_for(row, other)]


def _fined_for(row: RegisterRow, one: KnownIncident) -> bool:
    """Whether the incident is of the years before the decision."""
    decided = max((_last(day) for day in days_of(row)), default=None)
    first = min((_first(day) for day in one.days), default=None)
    return decided is not None and first is not None and decided - _FINED_WITHIN <= first <= decided


def days_apart(some: Iterable[RegisterDay], others: Iterable[RegisterDay]) -> int | None:
    """The least number of days between two of them, each being all the days that it may mean; None without any."""
    pairs = [(one, other) for one in some for other in list(others)]
    gaps = [max((_first(other) - _last(one)).days, (_first(one) - _last(other)).days, 0) for one, other in pairs]
    return min(gaps, default=None)


def _first(day: RegisterDay) -> dt.date:
    return first_of(day.day, day.precision)


def _last(day: RegisterDay) -> dt.date:
    return last_of(day.day, day.precision)


def _order(row: RegisterRow, one: KnownIncident) -> tuple[bool, int]:
    apart = days_apart(days_of(row), one.days)
    return not _same_number(row, one), 10**6 if apart is None else apart


def _reasons(row: RegisterRow, one: KnownIncident, others: Sequence[KnownIncident]) -> tuple[Reason, ...]:
    apart = days_apart(days_of(row), one.days)
    found = [_reason("same organisation", ", ".join(party.name for party in row.parties))]
    found.append(_reason("days apart", "unknown" if apart is None else str(apart)))
    shared = sorted(numbers_of(row) & one.numbers)
    found += [_reason("same number", f"{metric} {number}") for metric, number in shared]
    if not shared:
        held = ", ".join(f"{metric} {number}" for metric, number in sorted(one.numbers)) or "none"
        found.append(_reason("other number", f"it has {held}"))
    if len(others) > 1:
        found.append(_reason("other incidents of the organisation", str(len(others) - 1)))
    return tuple(found)


def _reason(name: str, detail: str) -> Reason:
    return {"name": name, "detail": detail[:300]}
