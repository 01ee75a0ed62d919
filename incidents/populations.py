"""How many people live where: the project's own list, incidents/data/populations.csv.

In millions, by ISO 3166-1 alpha-2 code, XX for the world. After the United Nations' World Population Prospects 2024
(estimates for 2025), rounded up, so that a number above one of these is above it by any count.
"""

import csv
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "data" / "populations.csv"
WORLD = "XX"


@cache
def populations() -> dict[str, tuple[str, int]]:
    """By country code, the country's name and how many people live there."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return {row["country"]: (row["name"], int(float(row["millions"]) * 1_000_000)) for row in csv.DictReader(lines)}
