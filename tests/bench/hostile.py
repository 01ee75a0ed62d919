"""How long each kind of hostile page takes to be cleaned, as the pipeline does it: in the sandbox, first look and all.

    PYTHONPATH=. python tests/bench/hostile.py

Beside each time stands its ratio to plain prose of the same size, and what became of the page.
"""

import time

from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.sandbox import TextKilled, TextLimits, run
from tests.sources.pages.hostile_pages import KINDS

LIMITS = TextLimits(cpu_seconds=2.0, wall_seconds=60.0, memory_mb=512)
SIZES = (100_000, 1_000_000)
URL = "https://gazette.example/a"


def took(body: bytes) -> tuple[float, str]:
    """Seconds, and what became of it."""
    began = time.perf_counter()
    try:
        end = f"{len(run(clean, LIMITS, body, url=URL).text)} characters"
    except (UnreadablePage, TextKilled) as error:
        end = str(error)
    return time.perf_counter() - began, end


def main() -> None:
    took(KINDS["plain prose"](1_000))
    for size in SIZES:
        floor, _ = took(KINDS["plain prose"](size))
        print(f"-- {size} bytes; plain prose takes {floor * 1000:.1f} ms")
        for kind, make in KINDS.items():
            seconds, end = took(make(size))
            print(f"{seconds:7.3f} s {seconds / floor:7.1f} x  {kind}: {end}")
    page = KINDS["plain prose"](20_000)
    began = time.perf_counter()
    for _ in range(100):
        clean(page, url=URL)
    direct = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(100):
        run(clean, LIMITS, page, url=URL)
    print(f"-- an ordinary page: {direct * 10:.2f} ms here, {(time.perf_counter() - began) * 10:.2f} ms in the sandbox")


if __name__ == "__main__":
    main()
