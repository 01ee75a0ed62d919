"""The second format of the Privacy Rights Clearinghouse's chronology: pipes between cells, JSON in one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from incidents.sectors import Sector
from incidents.vocabulary import DataClass, IncidentKind, InvolvementStanding, PartyKind, Scope, Unit
from sources.importers.cells import BadCell, partial_day, plain
from sources.importers.rows import (
    RegisterCount,
    RegisterDay,
    RegisterParty,
    RegisterRow,
    RowFault,
    title_of,
)
from sources.importers.tables import table_of, terms_of
from sources.importers.tabular import Cells, count_in, name_in, rows_of

SECOND_COLUMNS = (
    "id",
    "source",
    "org_name",
    "reported_date",
    "breach_date",
    "information_affected",
    "organization_type",
    "breach_type",
    "group_uuid",
    "normalized_org_name",
    "group_org_breach_type",
    "total_affected",
    "residents_affected",
    "breach_location_country",
    "source_url",
)
_UNKNOWN = "UNKN"
_WORDS = terms_of(table_of("prc")["data_words"], DataClass)
_CATEGORIES = terms_of(table_of("prc")["data_categories"], DataClass)
_PUBLIC = frozenset(table_of("prc")["organisations"]["public_body"])
_SECTORS = terms_of(table_of("prc")["sectors"], Sector)


def read_second(lines: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The notifications of the file; each was made to an authority, which published it. Several of one `group_uuid`
    are about one breach."""
    return rows_of(lines, SECOND_COLUMNS, _row, delimiter="|")


def _row(line: int, cells: Cells) -> RegisterRow:
    key = plain(cells["id"])
    if not key:
        raise BadCell("id", "It is empty; each notification has one.")
    name = name_in(cells, "org_name" if _known(cells["org_name"]) else "normalized_org_name")
    reported, occurred = _day(cells, "reported_date"), _day(cells, "breach_date")
    words, kind = _kind(cells)
    country = "US" if cells["breach_location_country"].strip() == "United States" else ""
    public = plain(cells["organization_type"]) in _PUBLIC
    kind_of_party = PartyKind.PUBLIC_BODY if public else PartyKind.ORGANISATION
    address = plain(cells["source_url"])
    return RegisterRow(
        key=key[:100],
        line=line,
        title=title_of(name, words, reported or occurred),
        url=address if address.startswith(("http://", "https://")) and len(address) <= 1000 else "",
        said_on=reported.day if reported else None,
        kind=kind,
        occurred=occurred,
        disclosed=reported,
        notified=reported,
        parties=(
            RegisterParty(
                name,
                kind=kind_of_party,
                country=country,
                standing=InvolvementStanding.ADMITTED,
                sector=_SECTORS.get(plain(cells["organization_type"]).casefold()),
            ),
        ),
        countries=("US",),  # authorities of the United States, each for its residents
        data_classes=_data_classes(cells),
        counts=_counts(cells),
        group=plain(cells["group_uuid"])[:100],
    )


def _known(cell: str) -> str:
    text = plain(cell)
    return "" if text == _UNKNOWN else text


def _day(cells: Cells, column: str) -> RegisterDay | None:
    text = _known(cells[column])
    day = partial_day(text, column) if text else None
    if text and day is None:
        raise BadCell(column, f"“{text[:40]}” is no day; write 2031-05-04, 2031-05, 2031 or UNKN.")
    return day


def _kind(cells: Cells) -> tuple[str, IncidentKind]:
    """The kind of the breach, of its group where the notification leaves it open."""
    kinds = table_of("prc")["kinds"]
    code = _known(cells["breach_type"]) or _known(cells["group_org_breach_type"]) or _UNKNOWN
    if code not in kinds:
        raise BadCell("breach_type", f"“{code[:20]}” is no kind of breach of the register: {', '.join(kinds)}.")
    return kinds[code][0], IncidentKind(kinds[code][1])


def _counts(cells: Cells) -> tuple[RegisterCount, ...]:
    """How many in all; and how many residents of the state whose authority was told, a part of the whole."""
    found = []
    if total := _number(cells, "total_affected"):
        found.append(RegisterCount(total, Unit.PEOPLE, f"total_affected: {total}", printed=str(total)))
    state = table_of("prc")["states"].get(plain(cells["source"]))
    if state and (residents := _number(cells, "residents_affected")):
        found.append(
            RegisterCount(
                residents,
                Unit.PEOPLE,
                f"residents_affected: {residents}",
                printed=str(residents),
                scope=Scope.SUBSET,
                country="US",
                label=f"residents of {state}",
            )
        )
    return tuple(found)


def _number(cells: Cells, column: str) -> int | None:
    return count_in(cells, column) if _known(cells[column]) else None


def _data_classes(cells: Cells) -> tuple[DataClass, ...]:
    """The kinds of data of the categories that are said to be affected, by their examples. The cell is JSON whose
    quotes were doubled once too often."""
    text = _known(cells["information_affected"])
    if not text:
        return ()
    try:
        categories: Any = json.loads(text.replace('""', '"'))["Categories Affected"]
        affected = {name: one for name, one in categories.items() if one.get("Affected") == "Yes"}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadCell("information_affected", "It is no JSON with “Categories Affected”.") from None
    found = {_CATEGORIES[name.casefold()] for name in affected if name.casefold() in _CATEGORIES}
    for one in affected.values():
        for example in one.get("Examples") or ():
            folded = str(example).casefold()
            found.update(term for word, term in _WORDS.items() if word in folded)
    return tuple(sorted(found))
