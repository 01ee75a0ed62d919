"""`manage.py health`: what `/readyz` says, for containers that serve no web."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tracker.health import BACKLOGS, current_backlogs, late_queues


class Command(BaseCommand):
    """Prints each queue; fails when one of those asked for is late."""

    help = "Say how long the oldest due row of each queue has waited; exit code 1 when that is too long."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queue", action="append", choices=sorted(BACKLOGS), help="Only this one; may be repeated."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backlogs = current_backlogs()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        chosen = {name: backlogs[name] for name in options["queue"] or backlogs}
        for name, each in chosen.items():
            self.stdout.write(
                f"{name}: {each.waiting} waiting, {each.due} due, the oldest for {each.oldest_due_seconds:.1f} s"
            )
        if late := late_queues(chosen):
            raise CommandError(f"Late: {', '.join(late)}.")
