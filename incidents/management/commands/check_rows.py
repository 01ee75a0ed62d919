"""`manage.py check_rows`: compare what is kept for lists and searches with what it follows from."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import F, Max, Min, Model, Q, QuerySet

from incidents.ledger.listed import HEADLINE, drifted_incidents, drifted_parties, seen
from incidents.ledger.locks import hold
from incidents.models import EventCounter, Incident, Party
from incidents.search import upkeep
from incidents.search.kept import kept_shelves

PORTION: Final = 10_000  # rows that are compared at once
SHOWN: Final = 5  # of those that differ


class Command(BaseCommand):
    help = "Compares what is kept for lists and searches with what it follows from. Exit code 1: something differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write what differs anew")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self._rows(Incident, drifted_incidents, _mend_incidents if options["mend"] else None)
        found += self._rows(Party, drifted_parties, _mend_parties if options["mend"] else None)
        for shelf in kept_shelves():
            many, keys = upkeep.differing(connection, shelf)
            self._tell(f"search of {shelf.table}", many, [f"id {key}" for key in keys])
            found += many
            while options["mend"] and keys:
                upkeep.mend(connection, shelf, keys)
                _, keys = upkeep.differing(connection, shelf)
        if not found:
            self.stdout.write("All that is kept for lists and searches is as it follows.")
        elif options["mend"]:
            self.stdout.write(f"{found} rows differed and are written anew.")
        else:
            raise CommandError(f"{found} rows differ: run it again with --mend.", returncode=1)

    def _rows(
        self,
        model: type[Model],
        drifted: Callable[[int, int], QuerySet[Any]],
        mend: Callable[[list[int]], None] | None,
    ) -> int:
        keys: list[int] = []
        for low, high in _portions(model):
            found = list(drifted(low, high).order_by("pk").values_list("pk", flat=True))
            if mend is not None and found:
                mend(found)
            keys += found
        names = model._default_manager.filter(pk__in=keys[:SHOWN]).values_list("reference", flat=True)
        self._tell(str(model._meta.verbose_name_plural), len(keys), list(names))
        return len(keys)

    def _tell(self, what: str, many: int, names: list[str]) -> None:
        if many:
            more = "…" if many > len(names) else ""
            self.stdout.write(f"{what}: {many} differ: {', '.join(names)}{more}")


def _portions(model: type[Model]) -> Iterator[tuple[int, int]]:
    ends = model._default_manager.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is not None:
        yield from ((low, low + PORTION - 1) for low in range(ends["low"], ends["high"] + 1, PORTION))


def _mend_incidents(keys: list[int]) -> None:
    with transaction.atomic():
        hold(keys)
        for row in drifted_incidents(keys[0], keys[-1]):
            values = {name: getattr(row, f"right_{name}") for name in (*HEADLINE, "dated_on")}
            Incident.objects.filter(pk=row.pk).update(**values)


def _mend_parties(keys: list[int]) -> None:
    with transaction.atomic():
        EventCounter.objects.filter(pk=1).update(last=F("last"))  # no ledger verb changes them meanwhile
        rows = Party.objects.filter(pk__in=keys)
        rows.filter(seen(), public=False).update(public=True)
        rows.filter(~Q(seen()), public=True).update(public=False)
