"""Query parameters are taken literally: one that nobody knows is a 400, never ignored."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import QueryDict

from tracker.rest import problems
from tracker.rest.problems import Fault, Problem


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy: the known name that looks most like this one, else all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    return f"Use one of: {', '.join(names)}." if names else "Leave it out."


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Returns nothing; raises a 400 that names every unknown parameter, and every one that is given twice."""
    unknown = [
        Fault(detail=f"`{name}` is not a parameter here.", name=name, remedy=nearest(name, known))
        for name in query
        if name not in known
    ]
    if unknown:
        names = ", ".join(f"`{fault.name}`" for fault in unknown)
        raise Problem(problems.UNKNOWN_PARAMETER, f"Not known here: {names}.", faults=tuple(unknown))
    twice = [
        Fault(detail=f"`{name}` is given {len(values)} times.", name=name, remedy="Give it once; separate by commas.")
        for name, values in query.lists()
        if len(values) > 1
    ]
    if twice:
        raise Problem(problems.INVALID_PARAMETER, twice[0].detail, faults=tuple(twice))


def listed(query: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    """The comma-separated words of a parameter; None when it is not given."""
    if name not in query:
        return None
    return tuple(word.strip() for word in query[name].split(",") if word.strip())


def invalid(name: str, detail: str, remedy: str = "") -> Problem:
    """The 400 for one parameter, to be raised."""
    return Problem(problems.INVALID_PARAMETER, detail, faults=(Fault(detail=detail, name=name, remedy=remedy),))


def boolean(query: Mapping[str, Any], name: str) -> bool:
    """Whether a parameter is `true`; false when it is not given; a 400 for other words."""
    word = query.get(name, "false").lower()
    if word not in {"true", "false"}:
        raise invalid(name, f"`{name}` is true or false, not {word!r}.")
    return word == "true"
