"""How well counts are told from other numbers, in texts about organisations that were not learnt from.

    python -m tests.truth.counted            tell it, by cross-validation over organisations
    python -m tests.truth.counted --misses   and what was wrong
    python -m tests.truth.counted --write    learn from all texts, and keep the weights for the product

The labels lie beside the checkout (../shared/data) and in tests/bench/labels. The weights come out the same every time.
"""

import hashlib
import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sources.extraction.classify.evidence import ACCEPT, MODEL, REVIEW
from sources.extraction.learning.fitting import ship
from tests.truth.counted.examples import OWN, SETS, load_own, load_texts
from tests.truth.counted.learning import JudgedNumber, learn, numbers_of, without
from tests.truth.sets import DATA

FOLDS = 8
_BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.counted", description="Which numbers count those concerned.")
    parser.add_argument("--write", action="store_true", help="learn from all texts, and keep the weights")
    parser.add_argument("--misses", action="store_true", help="tell what was wrong")
    asked = parser.parse_args(arguments)
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was measured.", file=sys.stderr)
        return 0
    numbers = [one for text in [*load_texts(DATA), *load_own()] for one in numbers_of(text)]
    if asked.write:
        ship(MODEL, learn(numbers))
        return 0
    said = cross_validated(numbers)
    print("\n".join(_table(numbers, said)))
    print("with weights learnt without the set, and without its organisations:")
    print("\n".join(_table(numbers, set_by_set(numbers))))
    print("\n".join(_calibration(numbers, said)))
    if asked.misses:
        wrong = [(p, one) for one, p in zip(numbers, said, strict=True) if (p >= REVIEW) != one.counted]
        print("\n".join(f"{p:.2f} {one.of_set} {one.key} {one.printed!r}" for p, one in wrong))
    return 0


def cross_validated(numbers: Sequence[JudgedNumber]) -> list[float]:
    """For each number the probability by weights learnt without its fold of organisations."""
    folds = [int(hashlib.sha256(one.group.encode()).hexdigest(), 16) % FOLDS for one in numbers]
    models = [learn([one for one, of in zip(numbers, folds, strict=True) if of != fold]) for fold in range(FOLDS)]
    return [models[fold].probability(one.features) for one, fold in zip(numbers, folds, strict=True)]


def set_by_set(numbers: Sequence[JudgedNumber]) -> list[float]:
    """For each number the probability by weights learnt without its set."""
    models = {of_set: learn(without(numbers, {of_set})) for of_set in SETS}
    return [models[one.of_set].probability(one.features) if one.of_set in models else 0.0 for one in numbers]


def _table(numbers: Sequence[JudgedNumber], said: Sequence[float]) -> Iterable[str]:
    yield f"{'set':14} numbers   F1     wrong  missed    accepted  wrong  for review  log loss"
    for of_set in (*SETS, "all"):
        mine = [
            (one.counted, p)
            for one, p in zip(numbers, said, strict=True)
            if one.of_set in (SETS if of_set == "all" else (of_set,))
        ]
        read = [counted for counted, p in mine if p >= REVIEW]
        accepted = [counted for counted, p in mine if p >= ACCEPT]
        wrong, missed = read.count(False), sum(counted for counted, _ in mine) - sum(read)
        loss = -sum(math.log(max(1e-4, p if counted else 1 - p)) for counted, p in mine) / len(mine)
        yield (
            f"{of_set:14} {len(mine):7}   {2 * sum(read) / (2 * sum(read) + wrong + missed):.3f}  {wrong:5}  {missed:6}"
            f"  {len(accepted):10}  {accepted.count(False):5}  {len(read) - len(accepted):10}  {loss:8.3f}"
        )


def _calibration(numbers: Sequence[JudgedNumber], said: Sequence[float]) -> Iterable[str]:
    """How often a number of each probability is counted."""
    yield "probability    numbers   counted"
    for low, high in pairwise(_BANDS):
        band = [one.counted for one, p in zip(numbers, said, strict=True) if low <= p < high and one.of_set != OWN]
        yield f"{low:.0%} to {min(high, 1):.0%}".ljust(13) + f"  {len(band):7}   {sum(band) / max(1, len(band)):.0%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
