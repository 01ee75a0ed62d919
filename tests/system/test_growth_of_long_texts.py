"""What a long text costs grows with its length, not with the square of it, on every adversarial kind of text."""

import pytest

from tests.adversarial import KINDS
from tests.growth import load, overgrown


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    load()


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_a_long_text_costs_about_four_times_as_much(kind: str) -> None:
    assert overgrown(kind, small=6_000, too_short_to_tell=0.06) == []
