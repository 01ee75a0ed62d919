"""`manage.py export_incidents --format stix -o FILE`: what everybody may see of incidents, in one file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries
from django.db.models import QuerySet
from django.http import QueryDict
from tqdm import tqdm

from incidents.api.export_formats import OWN_FORMATS, WHOLE_RECORD
from incidents.api.incidents import IncidentSerializer
from incidents.management.targets import unfinished
from incidents.models import Incident
from incidents.site.queries import FILTERS, SEVERAL, matching
from tracker.foundation.rest.parameters import refuse_unknown
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.selection import Selection, prefetched
from tracker.foundation.rest.streams import CsvRenderer, NdjsonRenderer, StreamRenderer, records_of

_FORMATS: Final = {one.format: one for one in (*OWN_FORMATS, NdjsonRenderer, CsvRenderer)}
_TO_STDOUT: Final = "-"


class Command(BaseCommand):
    help = "Writes the public incidents that filters find to a file, with all that is claimed of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("filters", nargs="*", metavar="NAME=VALUE", help="filters of /incidents, as country=GB")
        parser.add_argument("--format", required=True, choices=sorted(_FORMATS), help="of the file")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help=f"{_TO_STDOUT} for standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        renderer: StreamRenderer = _FORMATS[options["format"]]()
        rows = self._matching(options["filters"])
        serializer = IncidentSerializer(context={"selection": Selection(expanded=WHOLE_RECORD)})
        records = records_of(
            prefetched(rows.order_by("pk"), IncidentSerializer, Selection(expanded=WHOLE_RECORD)),
            lambda chunk: [serializer.to_representation(row) for row in chunk],
        )
        quiet = not options["verbosity"] or not sys.stderr.isatty()
        total = None if quiet else rows.count()
        with tqdm(total=total, desc="exporting", unit=" incident", disable=quiet, leave=False) as bar:
            lines = renderer.lines(_counting(records, bar), tuple(serializer.fields))
            self._write(lines, options["output"])
            number = bar.n if not quiet else None
        if options["verbosity"] and options["output"] != _TO_STDOUT:
            counted = "" if number is None else f"{number} incidents: "
            self.stdout.write(f"{counted}{options['output']}")

    def _matching(self, filters: list[str]) -> QuerySet[Incident]:
        query = QueryDict(mutable=True)
        for one in filters:
            name, equals, value = one.partition("=")
            if not equals:
                raise CommandError(f"“{one}” is no filter; write NAME=VALUE, such as country=GB.", returncode=2)
            query.appendlist(name, value)
        try:
            refuse_unknown(query, FILTERS, SEVERAL)
            return matching(query)
        except Problem as problem:
            remedies = " ".join(fault.remedy for fault in problem.faults if fault.remedy)
            raise CommandError(f"{problem.detail} {remedies}".strip(), returncode=2) from problem

    def _write(self, lines: Iterator[str], output: str) -> None:
        """Write to standard output, or to a file that is there whole or not at all."""
        if output == _TO_STDOUT:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        place = Path(output)
        try:
            with unfinished(place) as part:
                with part.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(lines)
                part.replace(place)
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}.", returncode=2) from error


def _counting(records: Iterator[Mapping[str, Any]], bar: Any) -> Iterator[Mapping[str, Any]]:
    """The same records, each counted by the bar; what Django keeps of queries while DEBUG is on is forgotten."""
    for record in records:
        yield record
        bar.update()
        if settings.DEBUG:
            reset_queries()
