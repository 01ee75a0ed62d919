"""Issues an API token and prints it once."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token

DEFAULT_DAYS = 365
MOST_DAYS = 36_500


class Command(BaseCommand):
    help = "Issue an API token for a user and print it. It is shown this once only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose token it is")
        parser.add_argument("name", help="what it is for")
        parser.add_argument(
            "--scopes", default=TokenScope.READ.value, help=f"separated by commas, of: {', '.join(TokenScope.values)}"
        )
        life = parser.add_mutually_exclusive_group()
        life.add_argument("--days", type=int, default=DEFAULT_DAYS, help=f"valid for (default {DEFAULT_DAYS})")
        life.add_argument("--never-expires", action="store_true", help="valid until it is revoked")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(username=options["username"], is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active user called {options['username']!r}.", returncode=2)
        if not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days must be 1 or more, and at most {MOST_DAYS}.", returncode=2)
        expires_at = None if options["never_expires"] else timezone.now() + dt.timedelta(days=options["days"])
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            issued = create_token(owner=owner, name=options["name"], scopes=scopes, expires_at=expires_at)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(issued.secret)
        until = f"until {expires_at:%Y-%m-%d}" if expires_at else "until it is revoked"
        self.stderr.write(f"Token {issued.token.prefix}… for {owner.username}: {', '.join(scopes)}, valid {until}.")
