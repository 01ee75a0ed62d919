"""How well parts of those concerned are told from totals, in texts about organisations that were not learnt from.

    python -m tests.truth.parts            tell it, by cross-validation over organisations
    python -m tests.truth.parts --misses   and what was wrong
    python -m tests.truth.parts --write    learn from all texts, and keep the weights for the product

The labels lie beside the checkout (../shared/data). The weights come out the same every time.
"""

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence

from sources.extraction.classify.part_or_whole import MODEL, PART
from sources.extraction.learning.fitting import left_out, ship
from tests.truth.parts.learning import RIDGE, SETS, PartExample, learn, load_part_examples, without
from tests.truth.sets import DATA

FOLDS = 8


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.parts", description="Which numbers count a part.")
    parser.add_argument("--write", action="store_true", help="learn from all texts, and keep the weights")
    parser.add_argument("--misses", action="store_true", help="tell what was wrong")
    asked = parser.parse_args(arguments)
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was measured.", file=sys.stderr)
        return 0
    examples = load_part_examples(DATA)
    if asked.write:
        ship(MODEL, learn(examples))
        return 0
    folds = [int(hashlib.sha256(one.group.encode()).hexdigest(), 16) % FOLDS for one in examples]
    said = left_out([one.features for one in examples], [one.part for one in examples], folds, ridge=RIDGE)
    models = {of_set: learn(without(examples, {of_set})) for of_set in SETS}
    apart = [models[one.of_set].probability(one.features) for one in examples]
    print(f"{'':34} " + " ".join(f"{of_set:>20}" for of_set in (*SETS, "all")))
    _tell("by the rules", examples, lambda at: examples[at].by_rules)
    _tell("learnt, cross-validated", examples, lambda at: said[at] >= PART)
    _tell("learnt, without the set", examples, lambda at: apart[at] >= PART)
    if asked.misses:
        for one, p in zip(examples, said, strict=True):
            if (p >= PART) != one.part:
                print(f"{p:.2f} {one.of_set} {one.printed!r}")
    return 0


def _tell(name: str, examples: Sequence[PartExample], says: Callable[[int], bool]) -> None:
    """Print, for each set, how many parts are found, how many are missed, and how many wholes are taken for one."""
    told = []
    for of_set in (*SETS, "all"):
        mine = [(says(at), one.part) for at, one in enumerate(examples) if of_set in ("all", one.of_set)]
        told.append(f"{mine.count((True, True))} +{mine.count((False, True))} !{mine.count((True, False))}")
    print(f"{name:34} " + " ".join(f"{one:>20}" for one in told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
