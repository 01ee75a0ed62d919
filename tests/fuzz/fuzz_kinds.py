"""The kinds of random input: how one is made, driven and grown."""

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.fuzz.fuzzed_feeds import drive_feed, grown_feed, make_feed
from tests.fuzz.fuzzed_input import FuzzedInput
from tests.fuzz.fuzzed_numbers import drive_number, grown_number, make_number
from tests.fuzz.fuzzed_pages import drive_page, grown_page, make_page


class FuzzKind(NamedTuple):
    """What is done with the inputs of one kind."""

    make: Callable[[random.Random], FuzzedInput]
    drive: Callable[[FuzzedInput], None]
    grown: Callable[[FuzzedInput, int], FuzzedInput]


KINDS = {
    "pages": FuzzKind(make_page, drive_page, grown_page),
    "feeds": FuzzKind(make_feed, drive_feed, grown_feed),
    "numbers": FuzzKind(make_number, drive_number, grown_number),
}


def with_bodies() -> dict[str, FuzzKind]:
    """All kinds; Django is set up, and `writing_api` is open while bodies are made and driven."""
    from tests.fuzz.fuzzed_bodies import drive_body, grown_body, make_body

    return KINDS | {"bodies": FuzzKind(make_body, drive_body, grown_body)}


def made(kind: FuzzKind, name: str, seed: int, number: int) -> FuzzedInput:
    """The input of this number; the same on every machine."""
    return kind.make(random.Random(f"{seed}:{name}:{number}"))
