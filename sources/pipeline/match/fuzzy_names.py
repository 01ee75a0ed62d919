"""Parties whose name the text has almost.

| the text has                                  | it is                                                        |
| --------------------------------------------- | ------------------------------------------------------------ |
| its letters with other spaces, an address too | the name: "GrainDepot", "graindepot.com"                     |
| a misprint of it                              | proposed, never decided                                      |
| in the title, the first word of one alone     | the name, where all parties whose names begin with the word  |
|                                               | and that answer for something answer for one incident        |

The names are not compared one by one: those that share their first consonants (PartyAlias.sketch) are found through an
index, and only these are compared, letter by letter, with RapidFuzz.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from incidents.models import Involvement, PartyAlias
from incidents.names import sketch_of
from sources.pipeline.match.incident_profile import RESPONSIBLE

SHORTEST = 6  # letters; shorter names are alike by chance
NEARLY = 88.0  # of 100, by RapidFuzz: one letter in eight, two in seventeen
MOST_WORDS = 3
_THE_SAME = 100.0
_MOST_FIRST_WORDS = 12
_MOST_SKETCHES = 400
_MOST_ALIKE = 200  # runs of one sketch
_MOST_NAMES = 2000


class FuzzyNames(NamedTuple):
    """By party, the run of words in the text that has one of its names but for the spaces, or is most like one."""

    spelt: dict[int, str]
    similar: dict[int, str]


def fuzzy_names(runs: Iterable[str]) -> FuzzyNames:
    """The parties that runs of a text name almost."""
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
    spelt = {party: run for party, (like, run) in found.items() if like == _THE_SAME}
    return FuzzyNames(spelt, {party: run for party, (_, run) in found.items() if party not in spelt})


def first_words(words: Iterable[str]) -> dict[int, str]:
    """By party that answers for something, the word with which alone its name begins, where that leads to one incident:
    "Bramble" for Bramble Bank, unless Bramble Pictures lost data as well."""
    asked = sorted(words)[:_MOST_FIRST_WORDS]
    rows = PartyAlias.objects.filter(first_word__in=asked).order_by("pk").values_list("party", "first_word")
    word_of = dict(rows[:_MOST_NAMES])
    answering = Involvement.objects.filter(party__in=word_of, role__in=RESPONSIBLE, incident__merged_into=None)
    incidents: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for party, incident in answering.order_by("pk").values_list("party", "incident")[:_MOST_NAMES]:
        incidents[word_of[party]][party].add(incident)
    alike = {word: set.intersection(*of_party.values()) for word, of_party in incidents.items()}
    return {party: word for word, of_party in incidents.items() if alike[word] for party in of_party}


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
