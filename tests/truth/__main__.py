"""Measure, tell, and compare with what is kept: see the package."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tests.truth.outcomes import Sheet, keep, moved, stored, table
from tests.truth.sets import DATA, NAMES, SLOW, measure, prepare


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="make truth", description="How often the figures are right, on every labelled set.")
    parser.add_argument("--quick", action="store_true", help="leave out the sets that take minutes")
    parser.add_argument("--write", action="store_true", help="keep the outcomes: a loss is owned up to")
    parser.add_argument("--misses", action="store_true", help="tell what came instead of what was asked for")
    parser.add_argument("--shipped", action="store_true", help="rank with the kept weights, which know the sets")
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(NAMES)}; all by default")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.sets if name not in NAMES]
    if unknown:
        parser.error(f"there is no set {unknown[0]}; there are {', '.join(NAMES)}")
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was measured.", file=sys.stderr)
        return 0
    prepare()  # so that an error of a set can be told here
    names = asked.sets or [name for name in NAMES if not (asked.quick and name in SLOW)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), prepare) as pool:
        sheets = list(pool.map(partial(measure, shipped=asked.shipped), names))
    before = stored()
    lost = [tell(sheet, before.get(sheet.name, {}), misses=asked.misses) for sheet in sheets]
    if asked.write:
        keep(sheets)
        return 0
    if any(lost):
        print("Something was lost that results.json holds: mend it, or own up to it with --write.", file=sys.stderr)
    return int(any(lost))


def tell(sheet: Sheet, before: Mapping[str, Mapping[str, bool]], *, misses: bool) -> bool:
    """Print what came of the set; whether something was lost since the run that is kept."""
    print("\n".join(table(sheet)))
    gained, lost = moved(sheet, before)
    wrong = [one for one in sheet.outcomes if misses and one.said and not one.right]
    for sign, outcomes in (("gained", gained), ("LOST", lost), ("miss", wrong)):
        for one in outcomes:
            print(f"    {sign} {one.measure}: {one.item}  {one.said}")
    return any(not one.naive for one in lost)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
