"""How slow this machine is at this moment, so that a bound in seconds is asked of the code and not of the machine."""

import time

# What `_work` took, at its quickest, on the two cores on which the promises in docs/security.md were measured.
REFERENCE_SECONDS = 0.025
REPEATS = 5


def slowness() -> float:
    """How many times longer than on the reference machine a fixed piece of work takes, at least 1."""
    return max(1.0, min(_seconds() for _ in range(REPEATS)) / REFERENCE_SECONDS)


def hasty_limits() -> dict[str, str]:
    """Settings with which a lease runs out soon, while an ordinary article is done within its limits on any machine."""
    slow = slowness()
    return {
        "TEXT_TIME_LIMIT_SECONDS": f"{0.4 * slow:.2f}",  # an ordinary text takes an eighth of it
        "OUTBOUND_TOTAL_TIMEOUT_SECONDS": f"{slow:.2f}",
        "ARTICLE_LEASE_SECONDS": f"{5 * slow:.2f}",
    }


def _seconds() -> float:
    began = time.perf_counter()
    _work()
    return time.perf_counter() - began


def _work() -> int:
    """Words counted in a dictionary: what an interpreter does all day."""
    seen: dict[str, int] = {}
    for number in range(150_000):
        word = f"w{number % 997}"
        seen[word] = seen.get(word, 0) + len(word)
    return sum(seen.values())
