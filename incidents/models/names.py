"""The names by which texts call an organisation."""

import re

from cleanco import basename

from incidents.models.party import normalise_name

_PARENTHESIS = re.compile(r"\s*\(([^()]+)\)\s*")
# Words that a name is usually told without: "Marriott International" is Marriott, "T-Mobile US" is T-Mobile.
# fmt: off
_LEFT_OUT = frozenset(
    {
        "international", "global", "worldwide", "group", "holding", "holdings", "us", "usa", "uk", "eu",
        "america", "europe", "australia", "canada", "hotels", "resorts", "and", "the", "of", "company",
        "companies", "corporation", "technologies", "technology", "services", "solutions", "systems", "limited",
    }
)
# fmt: on


def spoken_names(name: str) -> tuple[str, ...]:
    """The name and the shorter forms that texts use for it, longest first: without its legal form, without what
    stands in parentheses (and that by itself), each side of a slash, without general words at its end."""
    found: dict[str, None] = {}
    for part in _parts(name):
        bare = basename(part).strip(" ,.") or part
        words = bare.split()
        while len(words) > 1 and normalise_name(words[-1]) in _LEFT_OUT | {""}:
            words.pop()
        for form in (part, bare, " ".join(words)):
            if len(normalise_name(form)) > 1:
                found.setdefault(form)
    return tuple(found)


def _parts(name: str) -> list[str]:
    inside = _PARENTHESIS.findall(name)
    outside = _PARENTHESIS.sub(" ", name).strip()
    sides = [side.strip() for side in re.split(r"\s+/\s+", outside)]
    return [part for part in (outside, *(sides if len(sides) > 1 else ()), *inside) if part]
