"""What a run measures: failures, processor time per character and whether it grows with the size, and memory."""

import contextlib
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.fuzz.fuzzed_input import FuzzedInput

MOST_SECONDS = 20.0  # of processor time of one input
LARGE = 16_000  # characters from which on time tells something of growth
SUPERLINEAR = 2.7  # times as long at twice the size, twice in a row; 4 is a square
_SLOWEST = 20  # of each kind are doubled, the dearest by character

Drive = Callable[[FuzzedInput], None]


class TookTooLong(BaseException):
    """An input took more than MOST_SECONDS. No Exception, so that nobody swallows it."""


@dataclass(frozen=True, slots=True)
class FuzzFault:
    """What an input did: the last line of its traceback, and where it was raised."""

    number: int
    given: FuzzedInput
    error: str
    place: str


@dataclass(slots=True)
class Measured:
    """One kind's run so far: the seconds of the dearest inputs by character, and all seconds and characters."""

    faults: list[FuzzFault] = field(default_factory=list)
    dearest: list[tuple[float, int, FuzzedInput]] = field(default_factory=list)
    seconds: float = 0.0
    characters: int = 0
    count: int = 0

    def take(self, number: int, given: FuzzedInput, drive: Drive) -> None:
        """Drive one input, and note what it took and did."""
        began = time.process_time()
        fault = driven(number, given, drive)
        took = time.process_time() - began
        if fault is not None:
            self.faults.append(fault)
        self.seconds, self.characters, self.count = self.seconds + took, self.characters + len(given), self.count + 1
        if len(given) >= 200:  # of less, time per character is the cost of a call
            self.dearest.append((took / len(given), number, given))
            if len(self.dearest) > 4 * _SLOWEST:
                self._keep_dearest()

    def superlinear(
        self, drive: Drive, grown: Callable[[FuzzedInput, int], FuzzedInput]
    ) -> list[tuple[int, list[float]]]:
        """The dearest inputs whose time more than doubles with their size, with their seconds at 1, 2 and 4 times."""
        self._keep_dearest()
        found = []
        for _, number, given in self.dearest:
            seconds = growth(given, drive, grown)
            if all(after > SUPERLINEAR * max(before, 0.005) for before, after in pairwise(seconds)):
                found.append((number, seconds))
        return found

    def _keep_dearest(self) -> None:
        self.dearest = sorted(self.dearest, key=lambda each: -each[0])[:_SLOWEST]


def driven(number: int, given: FuzzedInput, drive: Drive) -> FuzzFault | None:
    """What is wrong with this input, None where it did what is documented."""
    try:
        with limited():
            drive(given)
    except (Exception, TookTooLong) as error:  # noqa: BLE001 - whatever nobody answers is what is looked for
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        return FuzzFault(number, given, f"{type(error).__name__}: {error}"[:300], place)
    return None


def growth(given: FuzzedInput, drive: Drive, grown: Callable[[FuzzedInput, int], FuzzedInput]) -> list[float]:
    """Seconds of processor time of the input grown to LARGE characters, twice and four times that."""
    copies = max(1, LARGE // max(1, len(given)))
    return [min(_seconds(grown(given, copies * times), drive) for _ in range(2)) for times in (1, 2, 4)]


def _seconds(given: FuzzedInput, drive: Drive) -> float:
    began = time.process_time()
    driven(0, given, drive)
    return time.process_time() - began


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Raise TookTooLong inside after MOST_SECONDS of processor time."""
    before = signal.signal(signal.SIGPROF, _raise)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def resident_mb() -> float:
    """The memory that this process holds, in MB; the most it ever held where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1_000_000


def _raise(_number: int, _frame: Any) -> None:
    raise TookTooLong(f"took more than {MOST_SECONDS:g} s")
