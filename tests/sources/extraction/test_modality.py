"""How firmly a count is put forward."""

import pytest

from incidents.vocabulary import Modality


@pytest.mark.parametrize(
    ("sentence", "modalities"),
    [
        ("The number of victims is now 117 million and might be 167 million.", ["stated", "possible"]),
        ("It says 3 million users are concerned, but that could become some 5 million users.", ["stated", "possible"]),
        ("Data of 40,000 customers may have been taken.", ["possible"]),
        ("40,000 customers were told, and may lose money until 2031.", ["possible"]),
        ("Up to 40,000 customers had data stolen, possibly in March.", ["possible"]),
        ("Between March and May 2031 hackers stole data of 40,000 customers.", ["stated"]),
        ("Hackers who got in last May stole data of 40,000 customers.", ["stated"]),
        ("Hackers who got in during May may have seen data of 40,000 customers.", ["possible"]),
    ],
)
def test_a_word_of_possibility_belongs_to_the_number_that_it_leads_to(
    mentions, sentence: str, modalities: list[str]
) -> None:
    found = [Modality(m.modality) for m in mentions(sentence, "Hackers steal personal data in breach")]
    assert found == modalities
