"""Query parameters are taken literally: one that nobody knows is a 400, never ignored, and so is an empty one."""

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import QueryDict

from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Fault, Problem

NAMED = 10  # wrong names that an answer tells of one by one
LONGEST_COMPARED = 60  # characters of a name that is compared with the known ones
REFERENCE = r"[A-Za-z0-9_-]{1,120}"  # of a record, or its slug
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
LONGEST_SHOWN = 100  # characters of a name that an answer repeats


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy: the known name that looks most like this one, else all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6) if len(name) <= LONGEST_COMPARED else []
    if close:
        return f"Did you mean `{close[0]}`?"
    return f"Use one of: {', '.join(names)}." if names else "Leave it out."


def shortened(name: str) -> str:
    """The name as an answer repeats it, cut where it is longer than any that is known."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"


def refuse_unknown(query: QueryDict, known: Collection[str], lists: Collection[str] = ()) -> None:
    """Raise a 400 that names each parameter that is unknown, given twice though it takes one value, or empty.

    `lists` are those that take several values: separated by commas, given several times, or both.
    """
    unknown = [name for name in query if name not in known]
    if unknown:
        raise _not_known(unknown, known)
    faults = [fault for name, values in query.lists() if (fault := _malformed(name, values, several=name in lists))]
    if faults:
        kind = problems.INVALID_CURSOR if faults[0].name == "cursor" else problems.INVALID_PARAMETER
        raise Problem(kind, faults[0].detail, faults=tuple(faults))


def _not_known(unknown: list[str], known: Collection[str]) -> Problem:
    faults = []
    for name in unknown[:NAMED]:
        shown = shortened(name)
        faults.append(Fault(detail=f"`{shown}` is not a parameter here.", name=shown, remedy=nearest(name, known)))
    names = ", ".join(f"`{fault.name}`" for fault in faults)
    more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
    return Problem(problems.UNKNOWN_PARAMETER, f"Not known here: {names}{more}.", faults=tuple(faults))


def _malformed(name: str, values: list[str], *, several: bool) -> Fault | None:
    if len(values) > 1 and not several:
        return Fault(
            detail=f"`{name}` is given {len(values)} times, and takes one value.", name=name, remedy="Give it once."
        )
    if all(part.strip() for value in values for part in (value.split(",") if several else [value])):
        return None
    detail = f"`{name}` has an empty value." if several else f"`{name}` is empty."
    return Fault(detail=detail, name=name, remedy="Give it a value or leave it out.")


def day_of(text: str) -> dt.date | None:
    """The day that is written as YYYY-MM-DD, and in no other way; None for anything else."""
    if not re.fullmatch(DAY, text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def listed(query: QueryDict, name: str) -> tuple[str, ...] | None:
    """The words of a parameter, separated by commas or given one by one; None when it is not given."""
    if name not in query:
        return None
    return tuple(word.strip() for word in ",".join(query.getlist(name)).split(",") if word.strip())


def invalid(name: str, detail: str, remedy: str = "") -> Problem:
    """The 400 for one parameter, to be raised."""
    return Problem(problems.INVALID_PARAMETER, detail, faults=(Fault(detail=detail, name=name, remedy=remedy),))


def boolean(query: Mapping[str, Any], name: str) -> bool:
    """Whether a parameter is `true`; false when it is not given; a 400 for other words."""
    word = query.get(name, "false").lower()
    if word not in {"true", "false"}:
        raise invalid(name, f"`{name}` is true or false, not {word!r}.")
    return word == "true"
