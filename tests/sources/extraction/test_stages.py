"""How far a fine or a settlement has got, and who set it."""

import pytest

from incidents.vocabulary import Modality, Scope, StageKind
from sources.extraction import RelationType

STAGES = [
    ("The Information Commissioner's Office intends to fine the airline £183 million.", StageKind.NOTICE_OF_INTENT),
    ("The regulator has proposed a fine of 30 million euros for the shop.", StageKind.NOTICE_OF_INTENT),
    ("The airline is facing a £183 million fine over the leak.", StageKind.NOTICE_OF_INTENT),
    ("The watchdog fined the broker £8.5 million.", StageKind.DECISION),
    ("A penalty of 12 million euros was the answer to the leak.", StageKind.DECISION),
    ("The bank was ordered by the court to pay a $2 million penalty.", StageKind.DECISION),
    ("Norbank agreed to pay $40 million to settle a class action.", StageKind.SETTLEMENT),
    ("The fine was cut to £20 million because of the pandemic.", StageKind.REDUCED),
    ("The tribunal lowered the penalty to 9 million euros.", StageKind.REDUCED),
    ("A court in Hamburg upheld the €35 million fine.", StageKind.FINAL),
    ("Norbank lost its appeal against a $3 million penalty.", StageKind.FINAL),
    ("The settlement of $700 million won final approval.", StageKind.FINAL),
    ("The Court of Appeal quashed the £500,000 fine.", StageKind.ANNULLED),
    ("The firm is appealing against the fine of €20 million.", StageKind.APPEAL),
    ("The carrier has paid the $9 million fine.", StageKind.PAID),
]


@pytest.mark.parametrize(("sentence", "stage"), STAGES)
def test_an_amount_tells_how_far_the_case_has_got(mentions, sentence: str, stage: StageKind) -> None:
    (found,) = mentions(sentence)
    assert found.stage is stage


@pytest.mark.parametrize(
    "sentence",
    [
        "Under the new law it could have been fined $400 million, campaigners said.",
        "Norbank faces a fine of up to £183 million.",
        "The shop may be fined 4 million euros.",
    ],
)
def test_a_fine_that_might_have_been_has_no_stage_and_is_projected(mentions, sentence: str) -> None:
    (found,) = mentions(sentence)
    assert (found.stage, found.modality) == (None, Modality.PROJECTED)


def test_a_stage_that_may_still_come_is_not_the_stage(mentions) -> None:
    (found,) = mentions("The watchdog fined the broker £8.5 million, and the broker may appeal.")
    assert found.stage is StageKind.DECISION


@pytest.mark.parametrize("sentence", ["The gang demanded a ransom of $5 million.", "Data of 5,000 people was stolen."])
def test_only_fines_and_settlements_have_stages(mentions, sentence: str) -> None:
    (found,) = mentions(sentence)
    assert (found.stage, found.authority) == (None, None)


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("The UK Information Commissioner's Office intends to fine it £9m.", "Information Commissioner's Office"),
        ("The firm is appealing against the €20 million fine of Ruritania's CNIL.", "CNIL"),
        ("Norbank will pay a $3 million penalty to the Federal Trade Commission.", "Federal Trade Commission"),
        ("The Court of Appeal quashed the £500,000 fine.", "Court of Appeal"),
        ("The Data Protection Authority looked. In May it imposed a fine of €7,000.", "Data Protection Authority"),
        ("A federal judge approved the $40 million settlement.", "A federal judge"),
        ("The fine of $7 million was the largest so far.", None),
    ],
)  # fmt: skip
def test_the_authority_is_named_in_the_words_of_the_text(mentions, text: str, authority: str | None) -> None:
    assert mentions(text)[-1].authority == authority


def test_a_body_that_is_fined_is_not_who_fines_it(mentions) -> None:
    (found,) = mentions("The ICO fined Gloxford City Council £100,000 for the loss.")
    assert found.authority == "ICO"


def test_a_description_stands_for_the_authority_named_before(mentions) -> None:
    text = "The CNIL looked into it for a year. Norbank helped. Much was found. More came out. It was bad. "
    (found,) = mentions(text + "Then the regulator fined the bank 5 million euros.")
    assert found.authority == "CNIL"


def test_a_reduced_fine_replaces_the_one_before_it(mentions) -> None:
    before, after = mentions("The ICO reduced the fine from £99 million to £18.4 million.")
    assert (before.scope, before.relation.type, before.relation.target) == (
        Scope.SUPERSEDED, RelationType.REVISED_FROM, 18_400_000,
    )  # fmt: skip
    assert (after.stage, after.relation.type, after.relation.target) == (
        StageKind.REDUCED, RelationType.FEWER_THAN_PREVIOUS, 99_000_000,
    )  # fmt: skip


def test_an_earlier_proposal_keeps_its_stage(mentions) -> None:
    found = mentions("The CNIL fined the shop 12 million euros. It had first proposed 30 million euros.")
    assert [(m.stage, m.scope) for m in found] == [
        (StageKind.DECISION, Scope.TOTAL),
        (StageKind.NOTICE_OF_INTENT, Scope.SUPERSEDED),
    ]
