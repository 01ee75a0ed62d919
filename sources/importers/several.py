"""The organisations that one cell of a register names.

| the cell                                        | names                                                       |
| ----------------------------------------------- | ----------------------------------------------------------- |
| Wells County via contractor Quillon Printers    | Wells County, and who processed for it: Quillon Printers    |
| Larkspur Medical Corp. d/b/a Fernhill Clinic    | one: Larkspur Medical Corp. (Fernhill Clinic)               |
| Larkspur Health Plan/Fernhill Medical Center    | one, by two names: Larkspur Health Plan / Fernhill Medical… |
| Larkspur College, Quillon University, Hill Farm | three: so many names of two words or more, none of them the |
|                                                 | place                                                       |

Anything else is one organisation, as it stands. Two names with a comma between are too often a university and its
campus, or the partners of a firm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from incidents.vocabulary import Role
from sources.importers.tables import table_of

_LEAST_OF_A_LIST = 3
_LONGEST_FORM = 4  # letters of Inc, LLC, P.C.: what belongs to the name before the comma
_BEFORE = r"(?:[\s/(-]+|(?<=\.))"  # a name that it trades by
_SLASH = re.compile(r"(?<=\w)\s*/\s*(?=\w)")


def organisations_in(cell: str, place: str) -> tuple[tuple[str, Role], ...]:
    """The names in the cell with their roles, processors last; `place` is where the register has it."""
    whole, processor = _apart_from_processor(cell)
    names = _listed(whole, place) or (_by_both_names(whole),)
    found = dict.fromkeys(names, Role.CONTROLLER)
    if processor:
        found.setdefault(processor, Role.PROCESSOR)
    return tuple(found.items())


@cache
def _words(name: str) -> str:
    """An expression for any of these words of the table, the longest first."""
    return "|".join(re.escape(one) for one in sorted(table_of("prc")["several"][name], key=len, reverse=True))


def _apart_from_processor(cell: str) -> tuple[str, str]:
    """What stands before "via", and the name after it without what it is; empty where that is no name."""
    way = rf"(.+?)\s+(?:{_words('by_way_of')})\s+(?:(?:{_words('processors')})\b[\s,]*)?(.+)"
    found = re.search(way, cell, re.IGNORECASE)
    if found is None:
        return cell, ""
    name = found[2].strip(" ,.")
    is_name = name[:1].isupper() or name[:1].isdigit()
    return found[1].strip(" ,"), name if is_name and len(_folded(name)) > 1 else ""


def with_trading_name(cell: str) -> str:
    """The name with the one that it trades by in parentheses; as it stands where the cell has no such name."""
    trading = re.fullmatch(rf"(.+?){_BEFORE}(?:{_words('trading_as')})[\s.:/-]+(.+?)\)?", cell, re.IGNORECASE)
    if trading is None or trading[2].count("("):
        return cell
    return f"{trading[1].strip(' ,/(')} ({trading[2].strip()})"


def _by_both_names(cell: str) -> str:
    """The name with the one that it trades by, or each side of a slash apart, where both are names."""
    if (trading := with_trading_name(cell)) != cell:
        return trading
    sides = [side.strip() for side in _SLASH.split(cell)]
    return " / ".join(sides) if len(sides) > 1 and all(" " in side for side in sides) else cell


def _listed(cell: str, place: str) -> tuple[str, ...]:
    """The names of a list; none where the cell may be one name."""
    parts = list(_parts(cell))
    town = _folded(place.partition(",")[0])
    plain = [_folded(part.partition("(")[0]) for part in parts]
    if len(parts) < _LEAST_OF_A_LIST or town in plain or not all(" " in one for one in plain):
        return ()
    return tuple(parts)


def _parts(cell: str) -> Iterator[str]:
    """What commas part, with the legal form of each."""
    held = ""
    for part in cell.split(","):
        name = part.strip().removeprefix("and ").strip()
        if held and len(_folded(name).replace(" ", "")) <= _LONGEST_FORM:
            held = f"{held}, {name}" if name else held
            continue
        if held:
            yield held
        held = name
    if held:
        yield held


def _folded(text: str) -> str:
    """Its words alone, in small letters."""
    return " ".join(re.findall(r"\w+", text.casefold()))
