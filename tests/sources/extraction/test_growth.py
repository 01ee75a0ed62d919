"""What a text costs grows with its length, not with the square of it, on every adversarial kind of text.

Short texts, which tell of what grows fast: tests/system/test_growth_of_long_texts.py has long ones.
"""

import pytest

from tests.adversarial import KINDS
from tests.growth import load, overgrown


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    load()


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_text_costs_about_four_times_as_much(kind: str) -> None:
    assert overgrown(kind, small=2_000, too_short_to_tell=0.03) == []


def test_there_are_more_kinds_than_a_hundred() -> None:
    assert len(KINDS) > 200
    assert all(len(make(5_000)) == 5_000 for make in KINDS.values())
