"""What is counted by a word that nobody knows is not told as people without a look."""

import pytest

from sources.extraction import ArticleText, read
from sources.extraction.classify.evidence import ACCEPT, REVIEW
from sources.extraction.mention import UNKNOWN_NOUN

UNKNOWN = """
The breach exposed data of 325 widgets.
The breach exposed data of 325 pension schemes.
The breach exposed data of 1,200 farms.
The breach exposed data of 40 ministries.
The breach exposed data of 120 projects.
The breach exposed the data of 5,000 vehicles.
The breach exposed the location data of 800,000 electric cars.
The breach exposed data of 70 credit unions.
The breach exposed the details of 300 funds.
The breach exposed the records of 60 research ships.
"""
KNOWN = """
The breach exposed the data of 8 million customers.
The breach exposed the data of 8 million.
Data of 8 million was stolen in the breach.
The breach exposed the data of 28 consultants.
The breach exposed the personal data of 300 barristers.
Personal data of up to 3,700 Afghans was exposed in the breach.
"""


@pytest.mark.parametrize("sentence", UNKNOWN.strip().splitlines())
def test_an_unknown_noun_is_for_review(sentence: str) -> None:
    [mention] = read(ArticleText("", "", sentence)).mentions
    assert REVIEW <= mention.score < ACCEPT
    assert UNKNOWN_NOUN in {feature.name for feature in mention.features}


@pytest.mark.parametrize("sentence", KNOWN.strip().splitlines())
def test_people_by_a_known_noun_or_none_are_accepted(sentence: str) -> None:
    [mention] = read(ArticleText("", "", sentence)).mentions
    assert mention.score >= ACCEPT
