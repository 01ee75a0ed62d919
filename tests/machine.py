"""How slow this machine is at this moment, so that a bound in seconds is asked of the code and not of the machine."""

import time
from collections.abc import Callable
from functools import lru_cache

# What `_work` took, at its quickest, on the two cores on which the promises in docs/security.md were measured.
REFERENCE_SECONDS = 0.025
REPEATS = 5


def slowness() -> float:
    """How many times longer than on the reference machine a fixed piece of work takes by the clock, at least 1."""
    return _slowness(time.perf_counter)


@lru_cache(maxsize=1)
def processor_slowness() -> float:
    """`slowness` by the processor's time, whoever else is at work; measured once."""
    return _slowness(time.process_time)


def hasty_limits() -> dict[str, str]:
    """Settings with which a lease runs out soon, while an ordinary article is done within its limits on any machine."""
    text, outbound = 0.2 * processor_slowness(), slowness()  # an ordinary text takes a quarter of it
    return {
        "TEXT_TIME_LIMIT_SECONDS": f"{text:.2f}",
        "OUTBOUND_TOTAL_TIMEOUT_SECONDS": f"{outbound:.2f}",
        "ARTICLE_LEASE_SECONDS": f"{1 + 4 * outbound + 8 * text:.2f}",
    }


def _slowness(clock: Callable[[], float]) -> float:
    return max(1.0, min(_seconds(clock) for _ in range(REPEATS)) / REFERENCE_SECONDS)


def _seconds(clock: Callable[[], float]) -> float:
    began = clock()
    _work()
    return clock() - began


def _work() -> int:
    """Words counted in a dictionary: what an interpreter does all day."""
    seen: dict[str, int] = {}
    for number in range(150_000):
        word = f"w{number % 997}"
        seen[word] = seen.get(word, 0) + len(word)
    return sum(seen.values())
