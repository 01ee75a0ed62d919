"""What the confidence of figures is worth on incidents that it was not learnt from.

    python -m tests.truth.figure_confidence             from the examples that are kept
    python -m tests.truth.figure_confidence --collect   replay the labelled sets, and keep their examples
    python -m tests.truth.figure_confidence --ship      and write the weights of all examples for the product

The line is a constant of incidents/figures/confidence.py; this program says which one the rule gives.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from incidents.figures.confidence import LINE, WEIGHTS
from sources.extraction.learning.fitting import ship
from tests.truth.figure_confidence.examples import SETS, examples_of, keep, kept
from tests.truth.figure_confidence.learning import by_incident, by_set, calibration, choose_line, learn, table
from tests.truth.sets import DATA, prepare


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.figure_confidence", description="How sure figures are.")
    parser.add_argument("--collect", action="store_true", help="replay the labelled sets, and keep their examples")
    parser.add_argument("--ship", action="store_true", help="write the weights of all examples for the product")
    asked = parser.parse_args(arguments)
    if asked.collect and not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was collected.", file=sys.stderr)
        return 1
    if asked.collect:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), prepare) as pool:
            keep(one for found in pool.map(examples_of, SETS) for one in found)
    examples = kept()
    if asked.ship:
        ship(WEIGHTS, learn(examples))
    shares = by_incident(examples)
    of_other_sets = by_set(examples)
    chosen = choose_line(examples, of_other_sets)
    print(f"The line that the rule gives: {chosen}; the product's: {LINE}.")
    print("== the incident left out", *table(examples, shares, LINE), "", *calibration(examples, shares), sep="\n")
    print("== the whole set left out", *table(examples, of_other_sets, LINE), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
