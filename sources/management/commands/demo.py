"""`manage.py demo`: something to look at on the first day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sources.batches import lines_of, take_in
from sources.demo import SAMPLES, open_demo_incident
from sources.management.progress import add_ways, see_through


class Command(BaseCommand):
    help = "Opens the Facebook and Cambridge Analytica incident and takes in the sample articles; twice adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        add_ways(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not options["verbosity"]
        incident, opened = open_demo_incident()
        taken = [take_in(line) for _, line in lines_of(SAMPLES)]
        ids = [one.article.pk for one in taken]
        if not quiet:
            fresh = sum(one.changed for one in taken)
            outcome = "opened" if opened else "was there"
            self.stdout.write(f"Incident {incident.reference} {outcome}; {fresh} of {len(ids)} articles are new.")
        summary = see_through(ids, options, quiet=quiet)
        if summary and not quiet:
            self.stdout.write(summary)
