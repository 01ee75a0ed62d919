"""Parties whose name the text has almost: misprinted, or without its spaces. Such a party is proposed, never decided;
but web addresses always leave out the spaces, so there it counts as the name itself.

The names are not compared one by one: those that share their first consonants (PartyAlias.sketch) are found through an
index, and only these are compared, letter by letter, with RapidFuzz.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from incidents.models import PartyAlias
from incidents.names import sketch_of

SHORTEST = 6  # letters; shorter names are alike by chance
NEARLY = 88.0  # of 100, by RapidFuzz: one letter in eight, two in seventeen
MOST_WORDS = 3
_MOST_SKETCHES = 400
_MOST_ALIKE = 200  # runs of one sketch
_MOST_NAMES = 2000


def fuzzy_names(runs: Iterable[str]) -> dict[int, str]:
    """By party, the run of words in the text that is most like one of its names."""
    by_sketch: dict[str, list[str]] = defaultdict(list)
    for run in _long_enough(runs):
        alike = by_sketch[sketch_of(run)]
        if len(alike) < _MOST_ALIKE:
            alike.append(run)
    by_sketch.pop("", None)
    asked = list(by_sketch)[:_MOST_SKETCHES]
    rows = PartyAlias.objects.filter(sketch__in=asked).order_by("pk").values_list("party", "normalised", "sketch")
    found: dict[int, tuple[float, str]] = {}
    for party, name, sketch in rows[:_MOST_NAMES]:
        if len(_compact(name)) < SHORTEST:
            continue
        for run in by_sketch[sketch]:
            if run[0] != name[0]:  # even a misprinted name has the right first letter
                continue
            like = fuzz.ratio(_compact(name), _compact(run))
            if like >= NEARLY and like > found.get(party, (0.0, ""))[0]:
                found[party] = (like, run)
    return {party: run for party, (_, run) in found.items()}


def sites_of(sites: Iterable[str]) -> dict[int, set[str]]:
    """By party, those of the `sites` (names in web addresses, as compared) that are one of its names without spaces."""
    by_compact = {_compact(site): site for site in sites}
    sketches = {sketch_of(site) for site in by_compact} - {""}
    found: dict[int, set[str]] = defaultdict(set)
    if sketches:
        rows = PartyAlias.objects.filter(sketch__in=list(sketches)[:_MOST_SKETCHES]).order_by("pk")
        for party, name in rows.values_list("party", "normalised")[:_MOST_NAMES]:
            if site := by_compact.get(_compact(name)):
                found[party].add(site)
    return found


def _long_enough(runs: Iterable[str]) -> Iterator[str]:
    return (run for run in runs if len(run.split()) <= MOST_WORDS and len(_compact(run)) >= SHORTEST)


def _compact(name: str) -> str:
    return name.replace(" ", "")
