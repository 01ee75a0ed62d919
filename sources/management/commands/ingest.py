"""`manage.py ingest FILE.jsonl`: articles as they stand, one JSON object a line, into the pipeline."""

import sys
from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sources.batches import BadLine, lines_of, progress_of, take_in
from sources.management.paths import stands
from sources.management.progress import add_ways, bar, see_through


def readable_file(text: str) -> Path:
    """The path of a file that is there, or of standard input for `-`."""
    path = Path("/dev/stdin") if text == "-" else Path(text)
    if not stands(path) or path.is_dir():
        raise ArgumentTypeError(f"{text[:200]} is not a file; give one with a JSON object on each line")
    return path


class Command(BaseCommand):
    help = (
        "Takes in articles from a file of JSON lines: url, publisher, published, title, text. Known ones change "
        "nothing; a line that cannot be read is reported with its number, the others go on, and the exit code is 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=readable_file, help="a JSON object a line; - for standard input")
        add_ways(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not options["verbosity"]
        counts: Counter[str] = Counter()
        ids: dict[int, None] = {}
        for number, line in bar(list(lines_of(options["file"])), "taking in", "line", quiet=quiet):
            try:
                taken = take_in(line)
            except BadLine as error:
                self.stderr.write(f"Line {number}: {error}")
                counts["bad"] += 1
                continue
            counts["new" if taken.created else "changed" if taken.changed else "known"] += 1
            ids[taken.article.pk] = None
        self._say(
            f"Lines: {counts['new']} new, {counts['changed']} changed, {counts['known']} known, {counts['bad']} bad.",
            quiet,
        )
        if summary := see_through(list(ids), options, quiet=quiet):
            self._say(summary, quiet)
        elif waiting := progress_of(list(ids)).waiting:
            self._say(f"{waiting} wait for the workers; --wait waits for them, --here does their work now.", quiet)
        if counts["bad"]:
            sys.exit(1)

    def _say(self, words: str, quiet: bool) -> None:
        if not quiet:
            self.stdout.write(words)
