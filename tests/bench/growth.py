"""How what one text costs grows with its length: the pure way of an article, for every adversarial kind of text.

    PYTHONPATH=. python tests/bench/growth.py [--worst N] [--up-to SIZE] [--only WORDS]

Each line is a kind: processor seconds at each size in characters, the exponent of the growth between the smallest and
100,000 (1 is linear; what a budget stops is below), the stage that costs most at the largest size, and by how many MB
the process grew at its largest. Every kind is measured in a process of its own, cleaned as the pipeline cleans.
"""

import gc
import math
import multiprocessing
import os
import resource
import time
from argparse import ArgumentParser
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
os.environ.setdefault("DEBUG", "1")

import django

django.setup()

from tests.adversarial import KINDS, TITLE  # noqa: E402 - what it imports needs the settings
from tests.pure_way import STAGES, WITHIN_MATCH  # noqa: E402 - the same

SIZES = (12_500, 25_000, 50_000, 100_000, 1_000_000)
LIMITS = {100_000: 0.5, 1_000_000: 5.0}  # processor seconds that no text of the size may take
_GROWTH = (12_500, 100_000)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a kind costs: seconds by size, those of each stage at the largest size, and MB at the most."""

    kind: str
    seconds: dict[int, float]
    stages: dict[str, float]
    megabytes: float

    @property
    def exponent(self) -> float:
        """By which power of its length a text's cost grows."""
        small, large = (self.seconds.get(size) for size in _GROWTH)
        if not small or not large:
            return math.nan
        return math.log(large / small) / math.log(_GROWTH[1] / _GROWTH[0])


def measure(kind: str, sizes: tuple[int, ...]) -> Cost:
    """The costs of a kind; the stages share one text, as in the pipeline."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds: dict[int, float] = {}
    stages: dict[str, float] = {}
    for size in sizes:
        text = KINDS[kind](size)
        gc.collect()
        for stage, way in STAGES.items():
            start = time.process_time()
            read = way(TITLE, text)
            stages[stage] = time.process_time() - start
            if stage == "tidy":
                text = str(read)
        seconds[size] = sum(spent for stage, spent in stages.items() if stage not in WITHIN_MATCH)
    return Cost(kind, seconds, stages, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def warm_up() -> None:
    """Load every lexicon, so that no kind pays for it, and keep the garbage collector off it, as workers do."""
    for way in STAGES.values():
        way(TITLE, KINDS["nothing but the lead"](2_000))
    gc.collect()
    gc.freeze()


def words(cost: Cost) -> str:
    """The line of a kind."""
    seconds = " ".join(f"{cost.seconds[size]:8.3f}" for size in cost.seconds)
    stage = max(cost.stages, key=lambda name: cost.stages[name])
    return f"{cost.kind:36} {seconds} {cost.exponent:5.2f} {cost.megabytes:6.0f}  {stage} {cost.stages[stage]:.3f}"


def main() -> None:
    """Print the costs, the dearest last, and which are above a limit."""
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--worst", type=int, default=len(KINDS), help="how many of the dearest are printed")
    parser.add_argument("--up-to", type=int, default=SIZES[-1], help="the largest size")
    parser.add_argument("--only", default="", help="kinds whose name has these words")
    options = parser.parse_args()
    sizes = tuple(size for size in SIZES if size <= options.up_to)
    warm_up()
    kinds = [kind for kind in KINDS if options.only in kind]
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        costs = pool.starmap(measure, [(kind, sizes) for kind in kinds], chunksize=1)
    costs.sort(key=lambda cost: cost.seconds[sizes[-1]])
    print(f"{'kind':36} {' '.join(f'{size:8}' for size in sizes)}  exp.     MB  dearest stage")
    for cost in costs[-options.worst :]:
        print(words(cost))
    for size, limit in LIMITS.items():
        above = [cost.kind for cost in costs if cost.seconds.get(size, 0.0) > limit]
        if size in sizes:
            print(f"{len(costs)} kinds; of {size} characters {len(above)} take more than {limit} s: {above}")


if __name__ == "__main__":
    main()
