"""How commands see their articles through, with a bar on a terminal only, so that logs and pipes stay clean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from sources import batches
from sources.batches import BatchProgress, NoWorker, progress_of, wait_for
from sources.pipeline import finish

Item = TypeVar("Item")


def bar(items: Iterable[Item], what: str, unit: str, *, quiet: bool) -> Iterable[Item]:
    """The items, one by one, with a bar that moves along."""
    # None: only where standard error is a terminal
    return tqdm(items, desc=what, unit=f" {unit}", disable=True if quiet else None, leave=False)


def add_ways(parser: CommandParser) -> None:
    """The options that say who does the work: `--wait` for the workers, or `--here`."""
    after = parser.add_mutually_exclusive_group()
    after.add_argument("--wait", action="store_true", help="wait until the workers are through")
    after.add_argument("--here", action="store_true", help="do the workers' work in this process")


def see_through(ids: Sequence[int], options: Mapping[str, Any], *, quiet: bool) -> str:
    """The summary of the articles after the work, as the options ask for it; empty if they ask for nothing. Raises
    CommandError where no worker is up."""
    if not (options["here"] or options["wait"]):
        return ""
    try:
        return sentence((work_here if options["here"] else watch)(ids, quiet=quiet))
    except NoWorker as error:
        raise CommandError(str(error)) from error


def work_here(ids: Sequence[int], *, quiet: bool) -> BatchProgress:
    """How far the articles have come after doing the workers' work in this process."""
    for pk in bar(ids, "working", "article", quiet=quiet):
        finish(pk)
    return progress_of(ids)


def watch(ids: Sequence[int], *, quiet: bool) -> BatchProgress:
    """How far the workers have come when nothing is waiting any more. Raises NoWorker."""
    last = progress_of(ids)
    with tqdm(total=len(ids), desc="waiting", unit=" article", disable=True if quiet else None, leave=False) as shown:
        for last in wait_for(ids, patience_seconds=batches.PATIENCE_SECONDS):
            shown.update(len(ids) - last.waiting - shown.n)
    return last


def sentence(progress: BatchProgress) -> str:
    """The summary of a batch for a terminal."""
    parts = [f"{progress.done} done", f"{progress.failed} failed"]
    parts += [f"{progress.put_off} to be tried again later"] if progress.put_off else []
    parts += [f"{progress.waiting} waiting"] if progress.waiting else []
    return f"Articles: {', '.join(parts)}."
