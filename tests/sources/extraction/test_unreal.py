"""Numbers that a sentence gives without saying that so many are concerned. Invented companies only."""

import pytest

from sources.extraction import NO_COUNT, ArticleText, read


def held(text: str) -> list[tuple[int | None, bool]]:
    """(value, whether it is held) of each number."""
    found = read(ArticleText("1", "", text)).mentions
    return [(one.value and int(one.value), any(feature.name == NO_COUNT for feature in one.features)) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "Were 50,000 customers of Fernwood affected by the data breach? Nobody knows.",
        "Did hackers steal the data of 50,000 customers of Fernwood? It is not known.",
        "Asked whether 50,000 customers of Fernwood had been affected by the breach, a spokesman declined to comment.",
        "A reporter asked the chain if 50,000 accounts had been hacked, and got no answer.",
        "Fernwood said that it stopped the breach before the data of 50,000 customers could be stolen.",
        "Fernwood says it prevented the data of 50,000 customers from being stolen in the attack.",
        "The breach at Fernwood could have exposed 50,000 customers if attackers had got further.",
        "Had the attackers not been stopped, data of 50,000 customers would have been exposed in the breach.",
        "The breach would have exposed data of 50,000 customers if the staff had not acted, Fernwood said.",
        "The breach put the data of 50,000 customers at risk, but no data was taken.",
        "Hackers had data of 50,000 customers in reach, but in the end no customer data was stolen.",
        "In the fictional scenario, a data breach exposed 50,000 customers of Fernwood.",
        "A simulated breach of 50,000 accounts kept the staff of Fernwood busy.",
        "In the exercise, hackers stole the data of 50,000 customers.",
        "The breach at Fernwood exposed 50,000 customers a day for a month.",
        "The bug leaked data of 50,000 users every week, Fernwood said.",
        "Hackers struck, and the data of one in 50,000 customers was exposed in the breach.",
        "The breach is the worst since that at Norbank, where 50,000 people were affected by a data breach.",
        "It is a larger breach than the one at Norbank, in which hackers stole data of 50,000 customers.",
    ],
)
def test_what_is_not_told_as_what_is_is_held(text: str) -> None:
    assert held(text) == [(50_000, True)]


@pytest.mark.parametrize(
    "text",
    [
        "How did hackers steal the data of 50,000 customers of Fernwood?",
        "Asked whether the 50,000 hacked customers had been told, Fernwood declined to comment.",
        "The breach could have exposed the data of 50,000 customers, Fernwood said.",
        "Data of 50,000 customers was stolen before the staff could act.",
        "The breach hit 50,000 customers a year ago, Fernwood said.",
        "After its largest data breach, in which hackers stole data of 50,000 customers, Fernwood has a new chief.",
        "Shares fell for the first time since Friday, when Fernwood said that data of 50,000 customers was stolen.",
        "Hackers stole data of 50,000 customers, but no passwords were taken from Fernwood.",
    ],
)
def test_what_is_told_as_what_is_counts(text: str) -> None:
    assert held(text) == [(50_000, False)]


@pytest.mark.parametrize(
    "text",
    [
        "None of its 50,000 customers were affected by the data breach, Fernwood said.",
        "Reports say that 50,000 accounts were exposed in the data breach. That is not the case.",
        "Fernwood said: “We know of posts that 50,000 accounts were exposed in the breach. This is simply untrue.”",
        "A post says that data of 50,000 users was stolen. The claim is false, Fernwood said.",
    ],
)
def test_what_is_taken_back_is_denied(text: str) -> None:
    [one] = read(ArticleText("1", "", text)).mentions
    assert (one.value, one.negated) == (50_000, True)
