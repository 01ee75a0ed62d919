"""Sums beside the incident's own: what one of several states gets, and what was fined for something else."""

import datetime as dt

import pytest

from incidents.vocabulary import Metric, Scope
from sources.extraction import ArticleText, ExtractedMention, read
from sources.extraction.proceedings import ExtractedStage, read_stages

WHOLE = "Norbank agreed to pay $18.5 million to settle with 42 states over its data breach. "


def article(text: str) -> ArticleText:
    return ArticleText("s", "Breach at Norbank", text, dt.date(2031, 6, 20))


def steps(text: str) -> list[ExtractedStage]:
    return [one for one in read_stages(article(text)) if one.amount is not None]


def sums(text: str) -> list[ExtractedMention]:
    return [one for one in read(article(text)).mentions if one.metric is not Metric.AFFECTED]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ohio will receive $1.2 million of it.",
        "Ohio's share is $1.2 million.",
        "Ohio's portion of the settlement will be about $1.2 million.",
        "The state of Oregon will collect $1.2 million as part of the deal.",
        "The settlement brings Ohio $1.2 million.",
        "The deal will send $1.2 million to Ohio.",
        "Under the settlement $1.2 million goes to Ohio.",
        "New York gets $1.2 million from the settlement.",
        "Norbank will pay Ohio $1.2 million under the settlement.",
        "Ohio, which led the inquiry, is due $1.2 million.",
        "Norbank said that of this $1.2 million is earmarked for Ohio.",
    ],
)
def test_what_one_of_several_states_gets_is_its_share_of_their_settlement(sentence: str) -> None:
    assert [one.amount for one in steps(WHOLE + sentence)] == [18_500_000]
    whole, share = sums(WHOLE + sentence)
    assert (whole.metric, whole.scope) == (Metric.SETTLEMENT, Scope.TOTAL)
    assert (share.metric, share.scope) == (Metric.SETTLEMENT, Scope.SUBSET)
    assert share.scope_text in {"ohio", "oregon", "new york"}


def test_a_share_is_one_where_the_sum_of_all_states_is_not_told() -> None:
    text = (
        "Ohio and 41 other states have settled with Norbank over its data breach. The settlement brings Ohio $900,000."
    )
    assert steps(text) == []
    assert [(one.scope, one.scope_text) for one in sums(text)] == [(Scope.SUBSET, "ohio")]


def test_the_sum_that_all_states_get_is_no_share() -> None:
    text = "Ohio and 41 other states will get $18.5 million from Norbank in a settlement over its data breach."
    assert [one.scope for one in sums(text)] == [Scope.TOTAL]


@pytest.mark.parametrize(
    "text",
    [
        "Norbank will pay Ohio $1.2 million to settle a lawsuit over its data breach.",
        WHOLE + "Texas, which stayed away, settled separately for $1.2 million over the breach.",
        WHOLE + "Norbank, an Ohio bank, will also pay $1.2 million to settle with customers over the breach.",
    ],
)
def test_a_states_own_settlement_is_no_share(text: str) -> None:
    assert 1_200_000 in [one.amount for one in steps(text)]
    assert [one.scope for one in sums(text) if one.value == 1_200_000] == [Scope.TOTAL]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Norbank agreed to set up a $28 million fund for customers over the data breach.", 28_000_000),
        ("Norbank will create a fund of $28 million for those hit by the breach.", 28_000_000),
        ("Norbank is to put $28 million into a fund to compensate victims of the data breach.", 28_000_000),
        ("Norbank agreed to provide $28 million for customers whose data was stolen in the breach.", 28_000_000),
        ("Norbank will pay $39.5 million to more than 40 states, ending an inquiry into its breach.", 39_500_000),
        ("Norbank is paying $39.5 million to several states over the leak.", 39_500_000),
        ("Norbank will pay $3 million to Ohio, closing the state's probe of the leak.", 3_000_000),
        ("Norbank has ended the lawsuits over its data breach for $47 million.", 47_000_000),
        ("Norbank has reached a $28 million deal with customers over its data breach.", 28_000_000),
    ],
)
def test_a_settlement_is_read_without_the_word(text: str, amount: int) -> None:
    assert [(str(one.kind), one.amount) for one in steps(text)] == [("settlement", amount)]
    assert [(one.metric, one.value) for one in sums(text)] == [(Metric.SETTLEMENT, amount)]


@pytest.mark.parametrize(
    "text",
    [
        "Norbank sold $28 million of software to the United States after the breach.",
        "Norbank set up a $28 million fund for young firms a year before the breach.",
        "Norbank reached a $28 million deal to buy a rival a year before the breach.",
        "Norbank pays $28 million to its chief executive, who left after the breach.",
    ],
)
def test_other_payments_are_no_settlement(text: str) -> None:
    assert steps(text) == []
    assert [one.value for one in sums(text) if one.metric is Metric.SETTLEMENT] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It had previously been fined £400,000 by the ICO.",
        "The ICO fined it £400,000 in an unrelated case.",
        "The bank had been fined £400,000 by the ICO in another matter.",
        "It is not the first time: the ICO imposed a £400,000 fine on it for a lost laptop.",
        "The ICO once fined the bank £400,000 over a leak.",
        "It has been fined before: in spring the ICO fined it £400,000.",
        "The ICO has already fined Norbank £400,000 for another matter.",
        "Norbank was twice fined £400,000 by the ICO.",
        "The bank's previous fine, £400,000, was for a lost laptop.",
        "The watchdog previously hit the bank with a £400,000 penalty.",
        "The ICO fined the bank £400,000 in a case unconnected with it.",
        "An earlier fine of £400,000 by the ICO had been for a lost laptop.",
    ],
)
@pytest.mark.parametrize(
    "lead", ["The ICO fined Norbank £4 million over the data breach. ", "Norbank lost data of 9 million people. "]
)
def test_an_earlier_or_unrelated_fine_is_of_another_case(lead: str, sentence: str) -> None:
    assert [one.other_case for one in steps(lead + sentence) if one.amount == 400_000] == [True]
    former = [one for one in sums(lead + sentence) if one.value == 400_000]
    assert [(one.primary, one.relation) for one in former] == [(False, None)]
    assert [(one.primary, one.relation) for one in sums(lead) if one.value == 4_000_000] in ([], [(True, None)])


def test_an_earlier_fine_in_the_same_sentence_is_told_from_this_one() -> None:
    text = "The ICO fined Norbank £4 million over the breach, ten times the £400,000 it had been fined before."
    assert [(one.amount, one.other_case) for one in steps(text)] == [(4_000_000, False), (400_000, True)]


@pytest.mark.parametrize(
    "text",
    [
        "The ICO had previously fined Norbank £400,000 over the breach.",
        "Norbank has been fined £400,000 by the ICO for the breach.",
        "Norbank ended the lawsuits over the breach for $47 million. The ICO had already fined it £400,000.",
        "A tribunal has now quashed the decision of the ICO. Norbank had previously been fined £400,000.",
        "Norbank, which had been fined £400,000 for the breach by the ICO, will appeal.",
    ],
)
def test_the_fine_for_this_breach_is_its_own_however_late_it_is_told(text: str) -> None:
    assert [one.other_case for one in steps(text) if one.amount == 400_000] == [False]
    assert [one.primary for one in sums(text) if one.value == 400_000] == [True]
