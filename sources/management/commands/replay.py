"""`manage.py replay INPUT --incidents FILE --checkpoints FILE`: what the record would have said on each day."""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from incidents.figures.policy import POLICIES
from sources.batches import BadLine, lines_of
from sources.management.commands.ingest import readable_file
from sources.replay.cases import BadCase, cases_of, open_case
from sources.replay.running import Checkpoint, Item, Replay, checkpoint_of, item_of
from sources.replay.scratch import scratch_database

Parsed = TypeVar("Parsed")


def json_file(text: str) -> object:
    """The parsed JSON of a file."""
    path = readable_file(text)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ArgumentTypeError(f"{text} is not JSON: {error}") from error


class Command(BaseCommand):
    help = (
        "Opens incidents in a database to throw away, takes articles (id, url, publisher, published, title, text) "
        "through the pipeline in the order of their days, and prints the figures known at each checkpoint, and which "
        "article covers what, as JSON lines. A line that cannot be read is reported with its number, the others go "
        "on, and the exit code is 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "input", type=readable_file, help="the articles, a JSON object a line; - for standard input"
        )
        parser.add_argument(
            "--incidents", type=json_file, required=True, help="the incidents, a JSON list: key, title, parties, dates"
        )
        parser.add_argument(
            "--checkpoints", type=readable_file, required=True, help="a JSON object a line: incident, as_of"
        )
        parser.add_argument(
            "--policy", choices=sorted(POLICIES), help="reconcile by this policy, not the installation's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._bad = 0
        try:
            cases = cases_of(options["incidents"])
        except BadCase as error:
            raise CommandError(str(error), returncode=2) from error
        keys = {case.key for case in cases}
        items = self._read(options["input"], item_of)
        checkpoints = self._read(options["checkpoints"], lambda line: checkpoint_of(line, keys))
        with scratch_database():
            try:
                incidents = {case.key: open_case(case) for case in cases}
            except BadCase as error:
                raise CommandError(str(error), returncode=2) from error
            replay = Replay(incidents, policy=options["policy"])
            self._print(replay, items, checkpoints, quiet=not options["verbosity"])
        if self._bad:
            sys.exit(1)

    def _print(self, replay: Replay, items: list[Item], checkpoints: list[Checkpoint], *, quiet: bool) -> None:
        shown = tqdm(total=len(items), desc="replaying", unit=" article", disable=True if quiet else None, leave=False)
        with shown:
            for line in replay.run(items, checkpoints, each=lambda item: shown.update(), complain=self._complain):
                self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _read(self, path: Path, parse: Callable[[str], Parsed]) -> list[Parsed]:
        found = []
        for number, line in lines_of(path):
            try:
                found.append(parse(line))
            except BadLine as error:
                self.stderr.write(f"{path.name}, line {number}: {error}")
                self._bad += 1
        return found

    def _complain(self, item: Item, words: str) -> None:
        self.stderr.write(f"Article {item.id}: {words}")
        self._bad += 1
