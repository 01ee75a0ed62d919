"""What came out right and what wrong, item by item, with intervals, and against the last run."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
_ROUNDS = 2_000
_SEED = 20_261_129


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that was asked: `item` names it within its measure, `group` what it stands or falls with (an
    incident, an article); `said` is what came instead, where it was wrong; `naive`: it is not ours."""

    measure: str
    item: str
    group: str
    right: bool
    said: str = ""
    naive: bool = False


@dataclass(slots=True)
class Sheet:
    """The outcomes of one set."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)

    def measures(self) -> dict[str, list[Outcome]]:
        """The outcomes of each measure, in the order in which they were first met."""
        found: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            found[outcome.measure].append(outcome)
        return found


def interval(outcomes: Iterable[Outcome]) -> tuple[float, float]:
    """Where nine shares in ten lie when the groups are drawn anew, with replacement: what another sample of incidents
    might have given."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.group].append(outcome.right)
    counted = [(sum(rights), len(rights)) for rights in groups.values()]
    draw = random.Random(_SEED)
    shares = []
    for _ in range(_ROUNDS):
        drawn = draw.choices(counted, k=len(counted))
        shares.append(sum(hits for hits, _ in drawn) / sum(total for _, total in drawn))
    shares.sort()
    return shares[_ROUNDS // 20], shares[-_ROUNDS // 20]


def table(sheet: Sheet) -> Iterator[str]:
    """The lines that tell of a set: each measure's share, its interval, and the hits of all."""
    yield f"== {sheet.name}"
    for measure, outcomes in sheet.measures().items():
        hits, total = sum(one.right for one in outcomes), len(outcomes)
        low, high = interval(outcomes)
        yield f"  {measure:<52} {hits / total:5.2f}  ({low:.2f} to {high:.2f})  {hits}/{total}"


def as_json(sheet: Sheet) -> dict[str, dict[str, bool]]:
    """{measure: {item: right}} of a set. The items are days and ids, never words of the articles."""
    return {
        measure: {one.item: one.right for one in sorted(outcomes, key=lambda one: one.item)}
        for measure, outcomes in sheet.measures().items()
    }


def stored() -> dict[str, dict[str, dict[str, bool]]]:
    """The outcomes of the last run that was kept, by set."""
    if not RESULTS.is_file():
        return {}
    kept: dict[str, dict[str, dict[str, bool]]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return kept


def moved(sheet: Sheet, before: Mapping[str, Mapping[str, bool]]) -> tuple[list[Outcome], list[Outcome]]:
    """What was gained and what was lost since; an item that was not asked then is neither."""
    changed = [one for one in sheet.outcomes if before.get(one.measure, {}).get(one.item, one.right) != one.right]
    return [one for one in changed if one.right], [one for one in changed if not one.right]


def keep(sheets: Iterable[Sheet]) -> None:
    """Replace what is stored of these sets; others stay."""
    rows = stored() | {sheet.name: as_json(sheet) for sheet in sheets}
    RESULTS.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")
