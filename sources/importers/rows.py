"""What a reader makes of a register's file: rows, and what is wrong with those that cannot be read. No database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from incidents.sectors import Sector
from incidents.vocabulary import (
    DataClass,
    DatePrecision,
    Hedge,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Metric,
    Modality,
    PartyKind,
    Role,
    Scope,
    StageKind,
    Unit,
)


class NotTheRegister(ValueError):
    """The file is not one of the register; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read: its line in the file, the column, and what is wrong and wanted."""

    line: int
    column: str
    wrong: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.column}: {self.wrong}"


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """An organisation that a row names, in its role. `country` is ISO 3166-1 alpha-2, empty when the row tells none.
    The sector is no fact of the row: it is given to parties that have none, and followed no further."""

    name: str
    role: Role = Role.CONTROLLER
    kind: PartyKind = PartyKind.ORGANISATION
    country: str = ""
    standing: InvolvementStanding = InvolvementStanding.ALLEGED
    sector: Sector | None = None


@dataclass(frozen=True, slots=True)
class RegisterDay:
    """A day, and how exactly it is known: unknown parts are 1."""

    day: dt.date
    precision: DatePrecision = DatePrecision.DAY


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """One number of a row; sums of money in minor units of `currency`. `quote` is the cell or sentence that gives it,
    `printed` the number as printed there. `placeholder`: the register prints it where nobody has counted."""

    number: int
    unit: Unit
    quote: str
    printed: str = ""
    metric: Metric = Metric.AFFECTED
    hedge: Hedge = Hedge.EXACT
    modality: Modality = Modality.STATED
    currency: str = ""
    scope: Scope = Scope.TOTAL
    country: str = ""
    label: str = ""
    placeholder: bool = False

    @property
    def column(self) -> str:
        """The column that gives it, as its quote begins with; `row` where that is a sentence."""
        head, colon, _ = self.quote.partition(": ")
        return head if colon else "row"


@dataclass(frozen=True, slots=True)
class RegisterStage:
    """One step of an authority's case. `regulator` is the slug of the project's own list, empty when it has none;
    `authority` is as the register prints it. The sum is in minor units."""

    kind: StageKind
    quote: str
    regulator: str = ""
    authority: str = ""
    day: RegisterDay | None = None
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """One entry of a register, in our words.

    key      the register's own, else made of what never changes in the row
    line     where it begins in the file
    title    ours, by pattern: ORGANISATION: KIND, month year
    said_on  the day on which the register says it; None where the row has none
    group    what the register itself lays together as one breach; empty for nothing
    links    keys of other rows of the register that it says are about the same case
    notes    what is odd in the row, in sentences for a curator
    record   all of the incident, where the row is an export of this project's; None elsewhere
    same_as  names by which the very incident may be known already: its reference, the rows of registers it came from
    """

    key: str
    line: int
    title: str
    url: str = ""
    said_on: dt.date | None = None
    kind: IncidentKind = IncidentKind.UNKNOWN
    status: IncidentStatus = IncidentStatus.OPEN
    occurred: RegisterDay | None = None
    disclosed: RegisterDay | None = None
    notified: RegisterDay | None = None
    parties: tuple[RegisterParty, ...] = ()
    countries: tuple[str, ...] = ()
    data_classes: tuple[DataClass, ...] = ()
    counts: tuple[RegisterCount, ...] = ()
    stages: tuple[RegisterStage, ...] = ()
    group: str = ""
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    record: Mapping[str, Any] | None = None
    same_as: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What the row says, as JSON can hold it: all but its key, where it stands in the file, and the day of it. Of a
        record its digest alone: what is taken out of the database must not stay here. Not to be changed: it is worked
        out once."""
        return self._facts

    def digest(self) -> str:
        """64 hex digits that change with what the row says."""
        return self._digest

    @cached_property
    def _facts(self) -> dict[str, Any]:
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _NO_FACTS}
        plain: dict[str, Any] = json.loads(json.dumps(found, default=_plain))
        return plain if self.record is None else plain | {"record": digest_of(self.record)}

    @cached_property
    def _digest(self) -> str:
        return digest_of(self._facts)


_NO_FACTS = frozenset({"key", "line", "said_on", "group", "links", "notes", "sector", "record", "same_as"})


def _plain(value: Any) -> Any:
    """What JSON can hold in the place of one of our records, or of a day."""
    if not is_dataclass(value):
        return str(value)
    return {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _NO_FACTS}


def digest_of(facts: Any) -> str:
    """64 hex digits of facts, whatever the order of their names."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def made_key(*parts: str) -> str:
    """20 hex digits of what never changes in a row, for registers that give no key."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


# As titles print them.
# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)
# fmt: on
_LONGEST_NAME = 120  # characters of an organisation in a title


def title_of(organisation: str, kind: str, day: RegisterDay | None) -> str:
    """`ORGANISATION: KIND, month year`, without what is not known."""
    words = organisation if len(organisation) <= _LONGEST_NAME else f"{organisation[: _LONGEST_NAME - 1].rstrip()}…"
    head = f"{words}: {kind}" if words else f"{kind[:1].upper()}{kind[1:]}"
    if day is None:
        return head
    month = "" if day.precision is DatePrecision.YEAR else f"{MONTHS[day.day.month - 1]} "
    return f"{head}, {month}{day.day.year}"
