"""Takes somebody's second factor away, for whoever lost the device and the recovery codes."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from tracker.foundation.access.authenticators import remove
from tracker.foundation.access.limits import note
from tracker.foundation.access.models import LoginAttempt


class Command(BaseCommand):
    help = "Take a user's second factor away. It is logged in the account's history, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose it is")
        parser.add_argument("--reason", required=True, help="why, and how you know that it is them who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user called {options['username']!r}.", returncode=2)
        if not options["reason"].strip():
            raise CommandError("--reason must say why.", returncode=2)
        try:
            by = getpass.getuser()
        except (KeyError, OSError):  # a container's user may have no name
            by = "somebody"
        if not remove(user, f"Second factor reset on the command line by {by}: {options['reason']}"):
            raise CommandError(f"{user.get_username()} has no second factor.", returncode=2)
        note(LoginAttempt.Kind.CODE, "reset", name=user.get_username(), where="command line")
        self.stderr.write(f"{user.get_username()} has no second factor any more.")
