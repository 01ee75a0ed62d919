"""Trackers of GDPR fines, as CSV: who was fined, by which authority, when, how much; and what was only intended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import IO

from babel import Locale

from incidents.sectors import Sector
from incidents.vocabulary import IncidentKind, InvolvementStanding, Metric, PartyKind, StageKind, Unit
from sources.importers.cells import BadCell, cents_of, partial_day, plain
from sources.importers.fine_steps import FineSteps, StatedSum, steps_in
from sources.importers.rows import (
    RegisterCount,
    RegisterDay,
    RegisterParty,
    RegisterRow,
    RegisterStage,
    RowFault,
    title_of,
)
from sources.importers.tables import table_of, terms_of
from sources.importers.tabular import Cells, rows_of

KEY, COUNTRY, DAY, FINE = "ETid", "Country", "Date of Decision", "Fine [€]"
CONTROLLER, KIND, AUTHORITY, SECTOR, SUMMARY = "Controller/Processor", "Type", "Authority", "Sector", "Summary"
_COLUMNS = (KEY, COUNTRY, DAY, FINE, CONTROLLER, KIND, AUTHORITY, SECTOR, SUMMARY)
_LINK = re.compile(r"enforcementtracker\.com/(ETid-\d+)")
_INSIDE = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)$")
_KINDS = terms_of(table_of("gdpr_fines")["kinds"], IncidentKind)
_SECTORS = terms_of(table_of("gdpr_fines")["sectors"], Sector)
_SECTORS_BY_WORD = {name: terms_of(words, Sector) for name, words in table_of("gdpr_fines")["sectors_by_word"].items()}
_CENTS = 100


def read_gdpr_fines(stream: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The decisions of the file. Raises NotTheRegister.

    The sum is that of the last step that the row tells; what its summary tells of an intention, or of a fine before it
    was cut, are steps of their own.
    """
    return rows_of(stream, _COLUMNS, _row)


def _row(line: int, cells: Cells) -> RegisterRow:
    key = plain(cells[KEY])
    if not key:
        raise BadCell(KEY, "It is empty; each decision has one.")
    country, day, amount = _country(cells), _day(cells), _amount(cells)
    intended = _is(cells[FINE], "intended")
    name = _party_name(plain(cells[CONTROLLER]))
    steps = steps_in(cells[SUMMARY])
    stages = () if day is None else _stages(cells, country, day, amount, steps, intended=intended)
    return RegisterRow(
        key=key[:100],
        line=line,
        title=title_of(name or _somebody(cells, country), "intended GDPR fine" if intended else "GDPR fine", day),
        url=f"https://www.enforcementtracker.com/{key}" if re.fullmatch(r"ETid-\d+", key) else "",
        said_on=day.day if day else None,
        kind=_KINDS.get(plain(cells[KIND]).casefold(), IncidentKind.UNKNOWN),
        disclosed=day,
        parties=_parties(cells, name, country, intended=intended),
        countries=(country,),
        counts=_counts(cells, amount, steps),
        stages=stages,
        links=tuple(sorted(set(_LINK.findall(cells[SUMMARY])) - {key})),
        notes=_notes(cells, day, amount, intended=intended),
    )


def _is(cell: str, name: str) -> bool:
    return plain(cell).casefold() in table_of("gdpr_fines")[name]


@cache
def _codes() -> dict[str, str]:
    names = {str(name).casefold(): code for code, name in Locale("en").territories.items() if len(code) == 2}
    return names | table_of("gdpr_fines")["countries"]


def _country(cells: Cells) -> str:
    code = _codes().get(plain(cells[COUNTRY]).casefold())
    if code is None:
        raise BadCell(COUNTRY, f"“{plain(cells[COUNTRY])[:40]}” is no country by its English name.")
    return code


def _day(cells: Cells) -> RegisterDay | None:
    text = plain(cells[DAY])
    day = partial_day(text, DAY)
    if day is None and text and not _is(text, "unknown"):
        raise BadCell(DAY, f"“{text[:40]}” is no day; write 2031-05-04, 2031-05, 2031 or Unknown.")
    return day


def _amount(cells: Cells) -> int | None:
    """The fine in cents; None where the cell has words or nothing."""
    text = plain(cells[FINE])
    if text.startswith("-"):
        raise BadCell(FINE, f"“{text[:40]}” is below zero; write the sum in euros.")
    return cents_of(text, FINE) if text[:1].isdigit() else None


def _party_name(cell: str) -> str:
    """Who was fined; empty where the cell tells what, and not who."""
    table = table_of("gdpr_fines")
    if cell.casefold() in table["nobody"] or not any(letter.isalnum() for letter in cell):
        return ""
    if (found := _INSIDE.match(cell)) and found["outside"].casefold() in table["nobody"]:
        inside = found["inside"]
        return "" if any(word in inside.casefold() for word in table["persons"]) else inside[:200]
    return cell[:200]


def _somebody(cells: Cells, country: str) -> str:
    """The words for somebody who is not named: what they are, and where."""
    what = plain(cells[CONTROLLER])
    where = Locale("en").territories[country]
    return f"{'Controller' if not what or _is(what, 'unknown') else what} in {where}, not named"


def _parties(cells: Cells, name: str, country: str, *, intended: bool) -> tuple[RegisterParty, ...]:
    if not name:
        return ()
    table = table_of("gdpr_fines")["public"]
    public = plain(cells[SECTOR]) in table["sectors"] and any(word in name.casefold() for word in table["words"])
    standing = InvolvementStanding.ALLEGED if intended else InvolvementStanding.FOUND
    kind = PartyKind.PUBLIC_BODY if public else PartyKind.ORGANISATION
    return (RegisterParty(name, kind=kind, standing=standing, sector=_sector(plain(cells[SECTOR]), name)),)


def _sector(printed: str, name: str) -> Sector | None:
    """The sector that the register prints; of one that is several, that of the first word which the name has in it."""
    words = _SECTORS_BY_WORD.get(printed, {})
    return _SECTORS.get(printed.casefold()) or next(
        (sector for word, sector in words.items() if word in f"{name.casefold()} "), None
    )


def _regulator(cells: Cells, country: str) -> str:
    table = table_of("gdpr_fines")
    if country != "DE":
        return str(table["authorities"].get(country, ""))
    name = plain(cells[AUTHORITY]).casefold()
    listed = sorted(table["german"].items(), key=lambda pair: -len(pair[0]))
    return str(next((slug for words, slug in listed if words in name), ""))


def _stages(
    cells: Cells, country: str, day: RegisterDay, amount: int | None, steps: FineSteps, *, intended: bool
) -> tuple[RegisterStage, ...]:
    acting = {"regulator": _regulator(cells, country), "authority": plain(cells[AUTHORITY])[:200]}
    cell = f"{FINE}: {plain(cells[FINE])[:200]}"

    def stage(kind: StageKind, quote: str, on: RegisterDay | None, minor: int | None, currency: str) -> RegisterStage:
        return RegisterStage(kind, quote, day=on, amount_minor=minor, currency=currency, **acting)

    intention = steps.intention
    if intended:
        minor, currency, quote = (
            (intention.minor, intention.currency, intention.quote) if intention else (None, "", cell)
        )
        return (stage(StageKind.NOTICE_OF_INTENT, quote, day, minor, currency),)
    found = []
    if intention is not None and intention.month is not None and intention.month < day.day:
        month = RegisterDay(intention.month, intention.precision)
        found.append(stage(StageKind.NOTICE_OF_INTENT, intention.quote, month, intention.minor, intention.currency))
    euros = "EUR" if amount is not None else ""
    if steps.first is not None and steps.last is not None and amount == steps.last.minor != steps.first.minor:
        found.append(stage(StageKind.DECISION, steps.first.quote, day, steps.first.minor, steps.first.currency))
        found.append(stage(StageKind.REDUCED, cell, day, amount, euros))
        return tuple(found)
    found.append(stage(StageKind.DECISION, cell, day, amount, euros))
    if (last := _cut_later(amount, steps)) is not None:
        found.append(stage(StageKind.REDUCED, last.quote, day, last.minor, last.currency))
    return tuple(found)


def _cut_later(amount: int | None, steps: FineSteps) -> StatedSum | None:
    """The sum to which the fine in the cell was cut; None where the cell has that sum itself."""
    last = steps.last
    return last if last is not None and amount is not None and last.currency == "EUR" and last.minor < amount else None


def _counts(cells: Cells, amount: int | None, steps: FineSteps) -> tuple[RegisterCount, ...]:
    cut = _cut_later(amount, steps)
    minor = cut.minor if cut else amount
    if not minor:
        return ()
    cell = plain(cells[FINE])
    quote = cut.quote if cut else f"{FINE}: {cell}"
    printed = f"EUR {minor // _CENTS}" if cut else cell
    return (RegisterCount(minor, Unit.MONEY, quote, printed=printed, metric=Metric.FINE, currency="EUR"),)


def _notes(cells: Cells, day: RegisterDay | None, amount: int | None, *, intended: bool) -> tuple[str, ...]:
    cell = plain(cells[FINE])
    found = [] if day is not None else ["The day of the decision is not known, so no step of a case is kept."]
    if amount is None and not intended and cell and not _is(cell, "unknown"):
        found.append(f"Its sum is told in words: {cell[:200]}.")
    return tuple(found)
