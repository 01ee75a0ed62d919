"""`manage.py import_feeds FILE`: the feeds of an OPML list, or the project's own starter list."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources.feed_lists import STARTER, enter_feeds
from sources.importers.opml import read_opml
from sources.importers.rows import NotTheRegister
from sources.management.register_command import register_file


class Command(BaseCommand):
    help = (
        "Enters the feeds of an OPML list, switched off unless --active is given; known ones stay as they are. One "
        "that cannot be polled is reported with its line, the others go on, and the exit code is 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("file", nargs="?", type=register_file, help="an OPML file")
        which.add_argument("--starter", action="store_true", help="thirty feeds of regulators and security desks")
        parser.add_argument("--active", action="store_true", help="poll the new ones from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = STARTER if options["starter"] else options["file"]
        try:
            entered = enter_feeds(list(read_opml(path.read_bytes())), active=options["active"])
        except NotTheRegister as error:
            raise CommandError(f"{path} is no list of feeds. {error}", returncode=2) from error
        for fault in entered.faults:
            self.stderr.write(str(fault))
        if options["verbosity"]:
            self.stdout.write(f"Feeds: {entered.new} new, {entered.known} known, {len(entered.faults)} refused.")
        if entered.faults:
            sys.exit(1)
