"""`manage.py demo`: something to look at on the first day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources.batches import NoWorker, lines_of, take_in
from sources.demo import SAMPLES, open_demo_incident
from sources.management.progress import sentence, watch, work_here


class Command(BaseCommand):
    help = "Opens the Facebook and Cambridge Analytica incident and takes in the sample articles; twice adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        after = parser.add_mutually_exclusive_group()
        after.add_argument("--wait", action="store_true", help="wait until the workers are through")
        after.add_argument("--here", action="store_true", help="do the workers' work in this process")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not options["verbosity"]
        incident, opened = open_demo_incident()
        taken = [take_in(line) for _, line in lines_of(SAMPLES)]
        ids = [one.article.pk for one in taken]
        if not quiet:
            fresh = sum(one.changed for one in taken)
            outcome = "opened" if opened else "was there"
            self.stdout.write(f"Incident {incident.reference} {outcome}; {fresh} of {len(ids)} articles are new.")
        if not (options["here"] or options["wait"]):
            return
        try:
            progress = (work_here if options["here"] else watch)(ids, quiet=quiet)
        except NoWorker as error:
            raise CommandError(str(error)) from error
        if not quiet:
            self.stdout.write(sentence(progress))
