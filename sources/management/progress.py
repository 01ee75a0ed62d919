"""The progress bar of the commands: on a terminal only, so that logs and pipes stay clean."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from tqdm import tqdm

from sources import batches
from sources.batches import BatchProgress, progress_of, wait_for
from sources.pipeline import finish

Item = TypeVar("Item")


def bar(items: Iterable[Item], what: str, unit: str, *, quiet: bool) -> Iterable[Item]:
    """The items, one by one, with a bar that moves along."""
    # None: only where standard error is a terminal
    return tqdm(items, desc=what, unit=f" {unit}", disable=True if quiet else None, leave=False)


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


__all__ = ["bar", "sentence", "watch", "work_here"]
