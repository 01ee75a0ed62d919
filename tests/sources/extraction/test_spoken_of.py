"""Numbers without a noun, where the sentence before says what is counted."""

import pytest

from incidents.vocabulary import Scope, Unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (
            "Norbank would not say how many customers were hit by the breach. The number is fewer than 120,000.",
            "people",
        ),
        ("The breach exposed data of some Norbank customers. The number is below 120,000, it said.", "people"),
        ("Hackers stole customers' names from Norbank. The bank put the number at 120,000.", "people"),
        ("Card data of Norbank clients was stolen by hackers. The total could reach 120,000.", "people"),
        ("Norbank has not said how many records were stolen. The figure is at least 120,000.", "records"),
        ("Norbank has written to the patients whose data was stolen. There are about 120,000 of them.", "people"),
        ("Hackers got into accounts at Norbank. Their number is put at 120,000.", "accounts"),
        ("The hackers stole the passwords of members. In all, there were 120,000.", "people"),
        (
            "Norbank lost data of its customers to hackers. It has closed the hole. The count stands at 120,000.",
            "people",
        ),
    ],
)
def test_a_number_counts_what_the_sentence_before_speaks_of(mentions, text: str, unit: str) -> None:
    assert [(m.value, m.unit, m.scope) for m in mentions(text)] == [(120_000, Unit(unit), Scope.TOTAL)]


@pytest.mark.parametrize(
    "text",
    [
        "Hackers hit Norbank. Its profit fell. The number is below 120,000.",
        "Norbank serves customers in two towns. The number is below 120,000.",
        "Hackers stole data of Norbank customers. The share price fell to 120,000 lira.",
        "Hackers stole data of Norbank customers. A rival is worth 120,000.",
        "Hackers stole data of Norbank customers. The total cost is 120,000.",
    ],
)
def test_a_number_of_something_else_counts_nobody(mentions, text: str) -> None:
    assert [m.text for m in mentions(text) if m.metric == "affected"] == []
