"""Denials, and what only sounds like one."""

import pytest


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("The bank said the breach touched 30,000 clients, not 90,000.", [False, True]),
        ("The breach hit not 90,000 but 30,000 clients, the bank said.", [True, False]),
        ("Reports that say 2 million patients were hacked are false, the clinic said.", [True]),
        ("The clinic denied that 2 million patients had data stolen.", [True]),
        ("There is no evidence that 70,000 accounts were breached, the forum said.", [True]),
        ("Hackers did not steal the records of 70,000 members, the club said.", [True]),
        ("The stolen records of 70,000 members were not encrypted.", [False]),
        ("It is not clear whether the 70,000 stolen records were misused.", [False]),
        ("The club did not say how the data of 70,000 members was stolen.", [False]),
        ("The club did not encrypt the stolen data of 70,000 members.", [False]),
        ("Not only the 70,000 stolen member records were sold.", [False]),
    ],
)
def test_a_number_is_denied_where_its_speaker_denies_it(mentions, sentence: str, negated: list[bool]) -> None:
    assert [m.negated for m in mentions(sentence)] == negated
