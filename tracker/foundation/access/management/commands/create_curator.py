"""Makes somebody a curator: staff, in the group of curators, and no superuser."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tracker.foundation.access.curators import PermissionMissing, make_curator


class Command(BaseCommand):
    help = "Make a user a curator. A new account's password is printed, this once only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="who it is; the account is created if there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_curator(options["username"])
        except PermissionMissing as error:
            raise CommandError(str(error), returncode=2) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        if made.password:
            self.stdout.write(made.password)
        outcome = "a new account, with the password above" if made.password else "with the password as it was"
        self.stderr.write(f"{made.user.get_username()} is a curator: {outcome}.")
