"""`manage.py seed_regulators`: the regulators of the project's own list into the table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from incidents.regulators import seed_regulators


class Command(BaseCommand):
    help = "Creates the regulators of the project's list that are missing; a second run adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true", help="also overwrite those that differ from the list")

    def handle(self, *args: Any, **options: Any) -> None:
        done = seed_regulators(update=options["update"])
        if options["verbosity"]:
            self.stdout.write(
                f"Regulators: {done.created} created, {done.updated} updated, {done.unchanged} left as they were."
            )
