"""Query parameters longer than any sense they could have are refused before anything looks at them."""

from django.http import QueryDict

from tracker.foundation.rest import problems
from tracker.foundation.rest.limits import LONGEST_NAME, LONGEST_VALUE, MOST_PARAMETERS, MOST_VALUES
from tracker.foundation.rest.problems import Fault, Problem


def refuse_excess(query: QueryDict) -> None:
    """Raise a 400 that names the first parameter that is too long, or has too many values."""
    if len(query) > MOST_PARAMETERS:
        raise _too_much("", f"There are {len(query)} parameters, more than {MOST_PARAMETERS}.", "Send fewer.")
    for name, values in query.lists():
        length, count = sum(map(len, values)), sum(value.count(",") + 1 for value in values)
        shown = name[:LONGEST_NAME]
        if len(name) > LONGEST_NAME:
            raise _too_much(shown, f"The name has {len(name)} characters.", "Correct the name.")
        if length > LONGEST_VALUE:
            detail = f"`{shown}` has {length} characters, more than {LONGEST_VALUE}."
            raise _too_much(shown, detail, "Ask for less at once.")
        if count > MOST_VALUES:
            detail = f"`{shown}` has {count} values, more than {MOST_VALUES}."
            raise _too_much(shown, detail, "Ask several times, for some of them each.")


def _too_much(name: str, detail: str, remedy: str) -> Problem:
    fault = Fault(detail=detail, name=name or None, remedy=remedy)
    kind = problems.INVALID_CURSOR if name == "cursor" else problems.INVALID_PARAMETER
    return Problem(kind, detail, faults=(fault,))
