"""Who acts in proceedings, for whom and against whom, in the words of the text."""

import pytest

from tests.sources.extraction.test_proceedings import read


@pytest.mark.parametrize(
    ("text", "authorities"),
    [
        ("The Information Commissioner's Office (ICO) fined it £4 million.", ("Information Commissioner's Office",)),
        ("Ireland's data watchdog fined Norbank €4 million for the breach.", ("Ireland's data watchdog",)),
        ("The Massachusetts attorney general fined Norbank $4 million.", ("Massachusetts attorney general",)),
        ("Norbank settled with the TTC, the ICO and 50 states for $4 million.", ("TTC", "ICO", "50 states")),
        ("The Danish DPA (Datenrat) fined Norbank €4 million. Datenrat acted on a complaint.", ("Danish DPA",)),
        ("A breach hit Norbank. The ICO looked into it. The watchdog has now fined Norbank £4 million.", ("ICO",)),
        ("Norbank told the Tallow Trade Commission that the ICO had fined it £4 million over the breach.", ("ICO",)),
        ("The attorney general of Quill says 47 states agreed to a $4 million settlement.", ("47 states",)),
    ],
)  # fmt: skip
def test_who_acts_is_told_in_the_words_of_the_text(text: str, authorities: tuple[str, ...]) -> None:
    [stage] = [one for one in read(text) if one.amount is not None]
    assert stage.authorities == authorities


def test_those_who_sue_are_no_authority() -> None:
    [stage] = read("Norbank agreed to pay $30 million to end lawsuits over the breach.")
    assert stage.plaintiffs == "customers"
    assert stage.authorities == ()


def test_shareholders_are_told_from_customers() -> None:
    [stage] = read("Norbank agreed to pay $30 million to end a lawsuit by shareholders over the breach.")
    assert stage.plaintiffs == "shareholders"


@pytest.mark.parametrize(
    ("text", "respondent"),
    [
        ("The ICO fined Norbank £4 million for the breach.", "Norbank"),
        ("The fine follows the £90 million penalty proposed against Pellworth Air.", "Pellworth Air"),
        ("It is the largest settlement since the $70 million that Velden Credit agreed to in 2019.", "Velden Credit"),
        ("Tidewater Mail lately saw its fine for a breach go from £60 million to £11 million.", "Tidewater Mail"),
        ("The company was fined £4 million by the ICO for the data breach.", ""),
        ("The company was fined EUR 4 million by the ICO for the data breach.", ""),
        ("The watchdog imposed a GDPR fine of £4 million on the travel group Pellworth Air.", "Pellworth Air"),
    ],
)  # fmt: skip
def test_whom_a_step_is_against(text: str, respondent: str) -> None:
    [stage] = [one for one in read(text) if one.amount is not None]
    assert stage.respondent == respondent
