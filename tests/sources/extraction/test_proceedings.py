"""Steps of proceedings in sentences of our own: who does what, how much, and what is no step."""

import datetime as dt

import pytest

from sources.extraction import ArticleText
from sources.extraction.proceedings import ExtractedStage, read_stages

NAMES = frozenset(
    {
        "Nordmark Data Office",
        "NDO",
        "Tallow Trade Commission",
        "TTC",
        "Datenrat",
        "Information Commissioner's Office",
        "ICO",
    }
)
DAY = dt.date(2031, 6, 20)


def read(text: str, title: str = "Breach at Norbank") -> list[ExtractedStage]:
    return read_stages(ArticleText(id="1", title=title, text=text, published=DAY), NAMES)


def steps_of(text: str, title: str = "Breach at Norbank") -> list[str]:
    """`kind amount currency` of each step."""
    return [f"{one.kind} {one.amount or ''} {one.currency}".split("  ")[0].strip() for one in read(text, title)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # decided
        ("The ICO has fined Norbank £4.2 million over the breach of its customer records.", "decision 4200000 GBP"),
        ("Norbank was handed a €900,000 penalty by the Nordmark Data Office for the breach.", "decision 900000 EUR"),
        ("Norbank must pay €3m for the data breach, the Danish privacy watchdog ruled.", "decision 3000000 EUR"),
        ("A penalty of $12 million was imposed on Norbank by the TTC for a data leak.", "decision 12000000 USD"),
        ("Over the breach, the Nordmark Data Office ordered Norbank to pay EUR 65,000.", "decision 65000 EUR"),
        ("Norbank was hit with a fine of 250,000 euros by the Belgian watchdog over the leak.", "decision 250000 EUR"),
        ("The Irish watchdog fined the airline €17 million for the data breach.", "decision 17000000 EUR"),
        ("The ICO fined Norbank £400,000 over the breach, with 20 per cent off for speed.", "decision 400000 GBP"),
        # announced
        ("The ICO intends to fine Norbank £60 million over the breach.", "notice_of_intent 60000000 GBP"),
        ("The ICO issued a notice of intent to fine Norbank £60 million.", "notice_of_intent 60000000 GBP"),
        ("Norbank faces a £60 million fine from the ICO over the leak.", "notice_of_intent 60000000 GBP"),
        ("The regulator provisionally set a breach penalty of £60 million.", "notice_of_intent 60000000 GBP"),
        ("A proposed fine of €8 million was published by the NDO.", "notice_of_intent 8000000 EUR"),
        ("The ICO announced plans to impose a penalty of £6m on Norbank.", "notice_of_intent 6000000 GBP"),
        ("Norbank is set to be fined £60 million by the ICO over the breach.", "notice_of_intent 60000000 GBP"),
        # settled
        ("Norbank agreed to pay $30 million to settle a class action about the breach.", "settlement 30000000 USD"),
        ("Norbank has reached a $9.5 million breach settlement with 41 states.", "settlement 9500000 USD"),
        ("Without admitting wrongdoing, Norbank settles the breach lawsuits for $4 million.", "settlement 4000000 USD"),
        ("Norbank will pay $2.5 million to resolve claims by the TTC over the breach.", "settlement 2500000 USD"),
        ("A judge has yet to approve the $30 million breach settlement.", "settlement 30000000 USD"),
        ("A federal judge approved the $30 million settlement of the data breach class action.", "final 30000000 USD"),
        # changed
        ("The ICO cut the fine for the Norbank breach from £60 million to £11 million.", "reduced 11000000 GBP"),
        ("The ICO cut the breach fine to £9 million; it took off £2 million for candour.", "reduced 9000000 GBP"),
        ("The tribunal lowered the breach penalty by £3 million to £8 million.", "reduced 8000000 GBP"),
        ("Norbank settles a class action over a breach for as much as $30 million.", "settlement 30000000 USD"),
        ("A former guard was jailed over the breach. The ICO fined Norbank £70,000.", "decision 70000 GBP"),
        ("A court cut a 9.5-million-euro fine for the Norbank breach to 900,000 euros.", "reduced 900000 EUR"),
        ("On appeal, a court reduced the breach penalty to €1.1 million.", "reduced 1100000 EUR"),
        ("A tribunal halved the penalty for the breach: the £4m fine of July becomes £2m.", "reduced 2000000 GBP"),
        ("Norbank, which was fined £11 million over the breach by the ICO, has paid the fine.", "paid 11000000 GBP"),
        # one sum in two currencies
        ("The ICO fined Norbank £4 million ($5.1 million) for the breach.", "decision 4000000 GBP"),
        ("The £4 million penalty, about $5.1 million, follows the breach at Norbank.", "decision 4000000 GBP"),
        ("The NDO fined Norbank 1.2 million euros (roughly £1 million) for the data breach.", "decision 1200000 EUR"),
        ("A fine of C$2 million (U.S. $1.5 million) was imposed on Norbank over the breach.", "decision 2000000 CAD"),
        ("Norbank was fined €3 million (U.K. £2.6 million) over the data breach.", "decision 3000000 EUR"),
        ("Norbank was fined AU $5.8 million (US $3.8 million) over the data breach.", "decision 5800000 AUD"),
        ("The NDO fined Norbank $12 million — roughly €11 million — for the breach.", "decision 12000000 USD"),
    ],
)  # fmt: skip
def test_a_step_is_read_with_its_sum(text: str, expected: str) -> None:
    assert steps_of(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Under the GDPR, Norbank could be fined up to 4% of turnover or €20 million for the breach.",
        "The watchdog can impose fines of up to £17.5 million for a data breach.",
        "The maximum penalty for such a breach is $2.5 million.",
        "Had the new law applied, the fine for the breach would have been £300 million.",
        "Norbank risks a fine of up to €20 million over the breach.",
        "Customers of Norbank seek $80 million in damages over the breach.",
        "The lawsuit demands $15 million from Norbank for the data breach.",
        "Norbank has set aside $22 million for fines after the breach.",
        "Norbank had revenues of $900 million when the TTC began to talk about fines for the breach.",
        "The ICO has a budget of £60 million and fines firms for data breaches.",
        "Norbank avoided a fine of £3 million after the breach.",
        "Norbank will spend $25 million on security after the breach settlement.",
        "Under the breach settlement each customer gets $120.",
        "The lawyers receive $9 million in legal fees from the breach settlement.",
        "The hackers demanded a ransom of $5 million from Norbank.",
        "Norbank was not fined £2 million, contrary to reports on the breach.",
        "Norbank avoids a £2 million fine over the data breach.",
        "The ICO considered fining Norbank £2 million for the breach.",
        "Norbank was fined over the breach. The cost of the attack to the company was put at £42m.",
        "The maximum the ICO could have imposed for the breach was £500,000.",
        "The court can impose breach penalties, in theory of more than £21 trillion.",
        "It is the second fine for a data breach this year, bringing the total to almost €1 billion.",
        "Some £19m is ringfenced to settle claims over the breach.",
        "The data breach settlement could pay some customers $7,500.",
        "The NDO must say whether the new law, with fines of up to €30m, applies to the breach.",
        "Under the breach settlement each customer may get as much as $900.",
        "Norbank escaped the far steeper penalties for breaches of others, such as the £90m that Vexo paid.",
        "A judge sent the student to prison for three years over the breach and imposed a fine of $40,000.",
        "Norbank must pay the penalty for the breach by May, with 20 per cent off: £320,000.",
        "Under the breach settlement, customers can pick gifts up to a limit of $9 million in all.",
        "He was sentenced over the breach at Norbank. The judge also imposed a $30,000 fine.",
    ],
)  # fmt: skip
def test_a_sum_that_nobody_set_is_no_step(text: str) -> None:
    assert [one for one in steps_of(text) if any(letter.isdigit() for letter in one)] == []


def test_what_is_spent_on_security_beside_a_settlement_is_left_out() -> None:
    text = "Norbank will pay $60 million to settle claims over its breach, plus $20 million for security."
    assert steps_of(text) == ["settlement 60000000 USD"]


def test_a_sum_that_includes_own_spending_counts_what_is_paid() -> None:
    text = (
        "Norbank will pay $80 million to settle the class action over its data breach. "
        "Customers share $60 million of it. The bank has to spend the other $20 million on security."
    )
    assert steps_of(text) == ["settlement 60000000 USD"]


def test_sums_that_make_up_the_fine_are_its_parts() -> None:
    text = (
        "The NDO fined Norbank €5,000,000 for the breach: €3,000,000 for lax security and €2,000,000 for its silence."
    )
    assert steps_of(text) == ["decision 5000000 EUR"]


def test_the_parts_of_a_settlement_are_not_further_ones() -> None:
    text = (
        "Norbank will pay $70 million to settle over its data breach. "
        "The fund for customers receives $42 million, and the states $18 million."
    )
    assert steps_of(text) == ["settlement 70000000 USD"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The ICO has opened an investigation into the breach at Norbank.", "opened"),
        ("The Nordmark Data Office is investigating the data leak.", "opened"),
        ("The California attorney general sued Norbank over the breach.", "opened"),
        ("Customers have filed a class action against Norbank over the breach.", "opened"),
        (
            "Norbank was fined over the breach last spring by the NDO. It has lodged an appeal against the fine.",
            "appeal",
        ),
        ("A tribunal quashed the fine that the ICO had imposed on Norbank for the breach.", "annulled"),
        ("Norbank lost its appeal against the ICO fine for the data breach.", "final"),
        ("Norbank has filed a lawsuit to overturn the fine for the data breach.", "appeal"),
        ("The head of Norbank testified before a Senate committee about the breach.", "hearing"),
    ],
)
def test_steps_without_a_sum_are_read(text: str, kind: str) -> None:
    assert kind in steps_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Norbank is investigating the breach.",
        "The ICO may investigate the breach at Norbank.",
        "Lawmakers called on the TTC to open an investigation into the breach.",
        "Norbank has 28 days to appeal against the fine for the breach.",
        "A law firm is investigating claims on behalf of customers of Norbank after the data breach.",
        "Norbank told the ICO about the breach and is looking into it.",
        "A class action law firm is investigating the breach at Norbank.",
        "Norbank faces a potential class action over the breach.",
        "The head of Norbank failed to appear before a Senate committee about the breach.",
    ],
)
def test_what_has_not_happened_is_no_step(text: str) -> None:
    assert steps_of(text) == []


def test_a_fine_that_was_overturned_is_told_of_the_past() -> None:
    ruled, fined = sorted(read("A tribunal has overturned the £7.5m fine that the ICO gave Norbank for the breach."),
                          key=lambda one: one.amount or 0)  # fmt: skip
    assert (ruled.kind, fined.kind) == ("annulled", "decision")
    assert fined.in_passing


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("Norbank agreed to pay $30 million to end lawsuits over the breach. A judge must approve.", True),
        ("The proposed settlement of $30 million with customers ends the breach lawsuits.", True),
        ("Norbank agreed to pay $30 million to end lawsuits over the breach. Its shares rose.", False),
    ],
)
def test_a_settlement_may_need_approval(text: str, conditional: bool) -> None:
    [stage] = read(text)
    assert stage.conditional is conditional


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("On 3 March 2031 the ICO fined Norbank £4 million for the breach.", dt.date(2031, 3, 3), "day"),
        ("The ICO fined Norbank £4 million on March 3, 2031 for the breach.", dt.date(2031, 3, 3), "day"),
        ("In July 2030 the ICO fined Norbank £4 million for the breach.", dt.date(2030, 7, 1), "month"),
        ("The ICO fined Norbank £4 million on Wednesday for the breach.", dt.date(2031, 6, 18), "day"),
        ("The ICO fined Norbank £4 million for the breach.", None, "day"),
    ],
)
def test_a_day_is_told_as_exactly_as_the_text_has_it(text: str, day: dt.date | None, precision: str) -> None:
    [stage] = read(text)
    assert (stage.happened_on, stage.happened_precision) == (day, precision)


def test_the_year_of_another_breach_stays_with_the_step() -> None:
    [stage] = read("The ICO fined Norbank £4 million for its 2027 breach.")
    assert stage.years == (2027,)


def test_spans_are_those_of_the_text() -> None:
    text = "Norbank leaked data. The ICO fined it £4.2 million. It is sorry."
    [stage] = read(text)
    assert text[stage.start : stage.end] == "£4.2 million"
    assert text[stage.quote_start : stage.quote_end] == "The ICO fined it £4.2 million."


def test_a_text_in_an_unknown_language_has_no_steps() -> None:
    assert (
        read(
            "Die Behörde hat gegen die Bank wegen des Lecks ein Bußgeld von 4 Millionen Euro verhängt.",
            "",
        )
        == []
    )


def test_a_table_of_fines_is_read_as_far_as_an_article_goes() -> None:
    text = "The ICO fined Norbank £4 million for the breach. The NDO is investigating Norbank. " * 2_000
    assert 0 < len(read(text)) <= 300


def test_a_fine_that_was_threatened_first_is_an_intention_beside_it() -> None:
    text = "The ICO fined Norbank £4 million for the breach. In April it had been threatened with £9 million."
    assert steps_of(text) == ["decision 4000000 GBP", "notice_of_intent 9000000 GBP"]
    assert (
        steps_of("The ICO looks into the breach. Norbank had been threatened with legal action over £9 million.") == []
    )


def test_what_becomes_of_a_sum_that_nobody_cut_is_no_reduction() -> None:
    text = "The ICO fined Norbank £4 million for the breach. With costs the £4 million penalty becomes £5 million."
    assert "reduced 5000000 GBP" not in steps_of(text)


def test_a_bid_and_the_loss_of_a_quarter_are_no_sums_of_a_step() -> None:
    text = "The ICO fined Norbank £4 million for the breach. It lost $9 million in the third quarter. Oakline bid $7m."
    assert steps_of(text) == ["decision 4000000 GBP"]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The ICO fined Norbank £2 million over the theft of data in 2029.", None),
        ("The ICO fined Norbank £2 million in 2030 over the theft of data.", dt.date(2030, 1, 1)),
        ("Two years ago the ICO fined Norbank £2 million.", dt.date(2029, 1, 1)),
        ("The ICO fined Norbank £2 million last year.", dt.date(2030, 1, 1)),
        ("The ICO fined Norbank £2 million over the breach two years ago.", None),
        ("The ICO fined Norbank £2 million over last year's data breach.", None),
    ],
)
def test_a_year_told_from_today_dates_the_step_and_not_the_event(sentence: str, day: dt.date | None) -> None:
    (found,) = read_stages(ArticleText(id="1", title="", text=sentence, published=dt.date(2031, 5, 5)))
    assert found.happened_on == day


def test_a_bare_dollar_is_that_of_the_only_country_told_of() -> None:
    assert steps_of("The Tallow Trade Commission in Ottawa fined Norbank $3 million.") == ["decision 3000000 CAD"]
    assert steps_of("The Tallow Trade Commission fined Norbank $3 million.") == ["decision 3000000 USD"]
