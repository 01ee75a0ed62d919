"""What working the figures of one incident out costs, as its claims grow: it should grow as they do.

    python tests/bench/figures.py

Each line: how many claims, milliseconds, and the cost a claim as a ratio to that at a hundred. Claims are of many
speakers, days and kinds, with denials, earlier figures, parts and relations among them.
"""

import datetime as dt
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from incidents.figures.assertion import Assertion, Bucket, Relation, Speaker
from incidents.figures.quantity import bounds
from incidents.figures.reconcile import reconcile_all
from incidents.vocabulary import Hedge, Metric, Polarity, RelationKind, Scope, SpeakerKind, Unit

SIZES = (100, 1_000, 10_000)
AT_MOST = 2.0  # times the cost a claim at a hundred; n log n alone gives 2.0 from 100 to 10,000
HEDGES = [Hedge.EXACT, Hedge.UP_TO, Hedge.MORE_THAN]
FIRST = dt.date(2030, 1, 1)


def claims(count: int, speakers: int) -> list[Assertion]:
    """`count` claims of so many speakers, the same for the same arguments."""
    dice = random.Random(f"{count} {speakers}")
    kinds = list(SpeakerKind)
    made = []
    for number in range(count):
        who = dice.randrange(speakers)
        relations = (
            (Relation(RelationKind.SUPERSEDES, f"c{dice.randrange(number)}"),) if number and dice.random() < 0.1 else ()
        )
        country = dice.choice(["", "", "", "GB", "FR"])
        made.append(
            Assertion(
                key=f"c{number}",
                bucket=Bucket(
                    Metric.AFFECTED,
                    dice.choice([Unit.PEOPLE, Unit.ACCOUNTS, Unit.PAYMENT_CARDS]),
                    scope=Scope.SUBSET if country else Scope.TOTAL,
                    country=country,
                ),
                quantity=bounds(
                    dice.randrange(1, 5_000) * 1_000, dice.choice([Hedge.EXACT, Hedge.UP_TO, Hedge.MORE_THAN])
                ),
                speaker=Speaker(f"s{who}", f"Speaker {who}", kinds[who % len(kinds)]),
                polarity=Polarity.DENIED if dice.random() < 0.05 else Polarity.ASSERTED,
                known_on=FIRST + dt.timedelta(days=dice.randrange(1_500)),
                earlier_on=FIRST + dt.timedelta(days=dice.randrange(1_500)) if dice.random() < 0.1 else None,
                current=dice.random() > 0.05,
                relations=relations,
            )
        )
    return made


def milliseconds(work: Callable[[], object]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1_000


def main() -> int:
    """Prints the table; 1 when the cost a claim grows beyond the bound."""
    wrong = 0
    for title, most in (("forty speakers", 40), ("a speaker for every claim", max(SIZES))):
        print(f"one incident, {title}")
        floor = 0.0
        for count in SIZES:
            some = claims(count, min(count, most))
            spent = milliseconds(lambda some=some: reconcile_all(some))  # type: ignore[misc]
            each = spent / count
            floor = floor or each
            ratio = each / floor
            wrong += ratio > AT_MOST
            print(f"  {count:>6} claims: {spent:9.1f} ms, {ratio:5.2f} times the cost a claim (at most {AT_MOST})")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
