"""Drive random inputs and tell what failed, what was slow and what memory did: see the package."""

import contextlib
import json
import logging
import sys
import warnings
from argparse import ArgumentParser
from pathlib import Path

from tqdm import tqdm

from tests.fuzz.fuzz_database import thrown_away
from tests.fuzz.measuring import FuzzFault, Measured, resident_mb

KEPT = Path(__file__).with_name("kept.jsonl")
_MARKS = (0.1, 0.5, 1.0)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Random inputs against the real functions.")
    for name, of in (("pages", "pages"), ("feeds", "feeds"), ("numbers", "texts of numbers"), ("bodies", "bodies")):
        parser.add_argument(f"--{name}", type=int, default=1_000, metavar="N", help=f"how many {of} (1,000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other inputs (1)")
    parser.add_argument("--keep", action="store_true", help=f"add one input of each failure to {KEPT.name}")
    asked = parser.parse_args(arguments)
    counts = {name: getattr(asked, name) for name in ("pages", "feeds", "numbers", "bodies")}
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with contextlib.ExitStack() as stack:
        if counts["bodies"]:
            stack.enter_context(thrown_away())
            from tests.fuzz.fuzzed_bodies import writing_api

            stack.enter_context(writing_api())
        bad = [_run(name, count, asked.seed, keep=asked.keep) for name, count in counts.items() if count]
    return int(any(bad))


def _run(name: str, count: int, seed: int, *, keep: bool) -> bool:
    """Whether something was wrong with inputs of the kind."""
    from tests.fuzz.fuzz_kinds import KINDS, made, with_bodies

    kind = with_bodies()[name] if name == "bodies" else KINDS[name]
    measured, memory = Measured(), []
    marks = [max(1, int(count * part)) for part in _MARKS]
    with contextlib.suppress(KeyboardInterrupt):  # what was driven up to there is told
        for number in tqdm(range(count), desc=name, unit="input", file=sys.stderr, mininterval=5):
            measured.take(number, made(kind, name, seed, number), kind.drive)
            memory += [resident_mb()] * marks.count(number + 1)
    slow = measured.superlinear(kind.drive, kind.grown)
    print(
        f"{name}: {measured.count:,} inputs, {measured.characters:,} bytes, {len(measured.faults)} failures; "
        f"{1e6 * measured.seconds / max(1, measured.characters):.2f} microseconds a byte; "
        f"{len(slow)} superlinear of the {len(measured.dearest)} dearest; "
        f"MB at 10%, 50%, 100%: {', '.join(f'{each:.0f}' for each in memory)}"
    )
    for number, seconds in slow:
        print(f"  superlinear: {name} {seed}:{number}: {', '.join(f'{each:.3f} s' for each in seconds)}")
    for fault, times in _by_place(measured.faults).values():
        print(f"  {times} x {fault.place} {fault.error}  (first: {name} {seed}:{fault.number} {fault.given.about})")
        if keep:
            with KEPT.open("a", encoding="ascii") as file:
                file.write(json.dumps({**fault.given.as_json(), "error": fault.error}) + "\n")
    return bool(slow or measured.faults)


def _by_place(faults: list[FuzzFault]) -> dict[tuple[str, str], tuple[FuzzFault, int]]:
    """The smallest input of each failure, with how many there were."""
    found: dict[tuple[str, str], tuple[FuzzFault, int]] = {}
    for fault in faults:
        key = (fault.place, fault.error.partition(":")[0])
        smallest, times = found.get(key, (fault, 0))
        found[key] = (min(smallest, fault, key=lambda each: len(each.given)), times + 1)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
