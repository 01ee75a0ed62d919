"""Pages of the admin that tests/bench/scale.py measures: each list, search, first page and incident page within a second."""

from collections.abc import Iterator

from scale_cases import Measurement

OF_INCIDENTS = (
    *("incident", "party", "claim", "figure", "event", "evidence", "review", "proceeding", "figurerevision"),
    *("regulator", "redaction"),
)
OF_SOURCES = ("article", "coverage", "publisher", "mention", "story", "feed")
SEARCHED = ("incident", "claim", "figure", "event", "evidence", "proceeding", "party")
FILTERED = (
    "incident/?disputed=yes",
    "incident/?disputed=no",
    "incident/?data_class=health",
    "incident/?country=GB",
    "incident/?year=2018",
    "incident/?o=-2",
    "incident/?p=30",
    "claim/?review=none",
    "claim/?year=2018",
    "figure/?status__exact=disputed",
)
WORDS = ("breach", "4711", "zzyzx")


def pages_of_admin() -> Iterator[Measurement]:
    yield _page("first page", "")
    for name in OF_INCIDENTS:
        yield _page(name, f"incidents/{name}/")
    for name in OF_SOURCES:
        yield _page(name, f"sources/{name}/")
    yield _page("an incident", "incidents/incident/8/change/")
    for address in FILTERED:
        yield _page(address, f"incidents/{address}")
    for word in WORDS:
        for name in SEARCHED:
            yield _page(f"{name}: q={word}", f"incidents/{name}/?q={word}")
        for name in ("article", "coverage", "mention", "story"):
            yield _page(f"{name}: q={word}", f"sources/{name}/?q={word}")


def _page(name: str, path: str) -> Measurement:
    return Measurement(f"admin: {name}", f"/admin/{path}", "")
