"""What each named policy prefers."""

import pytest

from incidents.figures.policy import POLICIES, policy
from incidents.vocabulary import FigureStatus
from tests.incidents.figures.claims import ATTACKER, COMPANY, PRESS, RIVAL, claim, figure


@pytest.mark.parametrize(
    ("name", "best"), [("default", 900), ("conservative", 900), ("latest", 650), ("maximum", 2_000)]
)
def test_each_policy_prefers_in_its_own_way(name: str, best: int) -> None:
    found = figure(
        claim("a", COMPANY, 900), claim("b", RIVAL, 2_000, day=1), claim("c", PRESS, 650, day=2), policy=policy(name)
    )
    assert (found.best, found.policy, found.policy_version) == (best, name, POLICIES[name].version)


def test_the_conservative_policy_hears_no_press() -> None:
    found = figure(claim("a", PRESS, 900), claim("b", ATTACKER, 5_000), policy=policy("conservative"))
    assert (found.best, found.status_by_rules) == (None, FigureStatus.UNKNOWN)


def test_an_unknown_policy_is_refused_with_those_that_exist() -> None:
    with pytest.raises(LookupError, match="conservative, default, latest, maximum"):
        policy("boldest")
