"""A few random inputs of each kind, and all that ever failed. `python -m tests.fuzz` drives as many as one likes."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.fuzz_kinds import KINDS, made, with_bodies
from tests.fuzz.fuzzed_bodies import WritingApi, writing_api
from tests.fuzz.fuzzed_input import FuzzedInput, from_json
from tests.fuzz.measuring import FuzzFault, Measured, driven, growth

KEPT = [from_json(json.loads(line)) for line in Path(__file__).with_name("kept.jsonl").read_text().splitlines()]
SEED = 2_031


@pytest.fixture
def api(db: None, settings: Any) -> Iterator[WritingApi]:
    settings.THROTTLE_TOKEN = "1000000/hour"
    with writing_api() as found:
        yield found


def faults(name: str, count: int) -> list[FuzzFault]:
    kind, measured = with_bodies()[name], Measured()
    for number in range(count):
        measured.take(number, made(kind, name, SEED, number), kind.drive)
    return measured.faults


@pytest.mark.parametrize("name", KINDS)
def test_random_inputs_are_read_or_refused_as_documented(name: str) -> None:
    assert faults(name, 25) == []


def test_random_bodies_are_taken_or_refused_with_a_problem_document(api: WritingApi) -> None:
    assert faults("bodies", 100) == []
    kind = with_bodies()["bodies"]
    addresses = {made(kind, "bodies", SEED, number).about for number in range(1_000)}
    assert addresses == {f"{method.upper()} {path}" for method, path in api.operations}


@pytest.mark.parametrize("given", [one for one in KEPT if one.kind != "bodies"], ids=lambda one: one.kind)
def test_what_once_failed_fails_no_more(given: FuzzedInput) -> None:
    assert driven(0, given, KINDS[given.kind].drive) is None


def test_bodies_that_once_failed_fail_no_more(api: WritingApi) -> None:
    kept = [one for one in KEPT if one.kind == "bodies"]
    assert [fault for one in kept if (fault := driven(0, one, with_bodies()["bodies"].drive))] == []


def test_an_input_is_the_same_whenever_it_is_made() -> None:
    for name, kind in KINDS.items():
        assert made(kind, name, 1, 7) == made(kind, name, 1, 7) != made(kind, name, 1, 8)


def test_what_nobody_documents_is_a_fault() -> None:
    given = made(KINDS["pages"], "pages", 1, 1)

    def fails(_: FuzzedInput) -> None:
        raise LookupError("no such thing")

    found = driven(3, given, fails)
    assert found is not None
    assert (found.number, found.given, found.error) == (3, given, "LookupError: no such thing")
    assert found.place.startswith("test_fuzzing.py:")


def test_time_that_grows_with_the_square_is_seen() -> None:
    def squares(given: FuzzedInput) -> None:
        sum(1 for _ in range((len(given) // 20) ** 2))

    given = FuzzedInput("pages", random.Random(1).randbytes(4_000))
    measured = Measured()
    measured.take(1, given, squares)
    assert [number for number, _ in measured.superlinear(squares, KINDS["pages"].grown)] == [1]
    assert measured.superlinear(lambda one: None, KINDS["pages"].grown) == []
    assert len(growth(given, squares, KINDS["pages"].grown)) == 3
