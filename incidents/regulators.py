"""The project's own list of regulators (incidents/data/regulators.csv) and its way into the table."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from incidents.models import Regulator
from incidents.vocabulary import RegulatorKind

LIST = Path(__file__).parent / "data" / "regulators.csv"
_UPDATED = ("name", "acronym", "aliases", "kind", "country", "region", "site")


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many rows the seed created, changed, and found as they should be."""

    created: int
    updated: int
    unchanged: int


def read_list(path: Path = LIST) -> list[Regulator]:
    """The regulators of the list, unsaved, in its order. Columns: slug, name, acronym, other_names (separated by
    semicolons), country (ISO 3166-1 alpha-2, empty for a supranational one), region, kind, site."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Regulator(
                slug=row["slug"],
                name=row["name"],
                acronym=row["acronym"],
                aliases=[name for name in row["other_names"].split(";") if name],
                kind=RegulatorKind(row["kind"]),
                country=row["country"],
                region=row["region"],
                site=row["site"],
            )
            for row in csv.DictReader(lines)
        ]


@transaction.atomic
def seed_regulators(*, update: bool = False) -> Seeded:
    """What it did. Creates the missing ones; those that are there keep what curators wrote, unless `update` is set."""
    known = {regulator.slug: regulator for regulator in Regulator.objects.all()}
    listed = read_list()
    missing = [regulator for regulator in listed if regulator.slug not in known]
    bulk_create_with_history(missing, Regulator, default_change_reason="seeded")
    changed = [known[one.slug] for one in listed if update and one.slug in known and _take_over(one, known[one.slug])]
    if changed:
        bulk_update_with_history(changed, Regulator, list(_UPDATED), default_change_reason="seeded anew")
    return Seeded(len(missing), len(changed), len(listed) - len(missing) - len(changed))


def _take_over(listed: Regulator, known: Regulator) -> bool:
    """Whether anything differed; `known` then has the listed values."""
    differing = [name for name in _UPDATED if getattr(listed, name) != getattr(known, name)]
    for name in differing:
        setattr(known, name, getattr(listed, name))
    return bool(differing)
