"""What an amount of money is for."""

import pytest

from incidents.vocabulary import Metric, Modality


@pytest.mark.parametrize(
    ("sentence", "metric", "currency", "value"),
    [
        ("The watchdog fined the broker £8.5 million.", Metric.FINE, "GBP", 8_500_000),
        ("The Ruritanian DPA has fined Shop S.L. EUR 3,000.", Metric.FINE, "EUR", 3_000),
        ("A penalty of 12 million euros was upheld.", Metric.FINE, "EUR", 12_000_000),
        ("The firm agreed to pay $40 million to settle the class action.", Metric.SETTLEMENT, "USD", 40_000_000),
        ("The gang demanded a ransom of $5 million.", Metric.RANSOM, "USD", 5_000_000),
        ("The scandal wiped £2bn off its market value.", Metric.MARKET_VALUE_LOSS, "GBP", 2_000_000_000),
        ("The dump is for sale at $9,000.", Metric.PRICE, "USD", 9_000),
        ("Each victim will get a refund of $45.", Metric.COMPENSATION, "USD", 45),
        ("Those hit can claim up to $7,500 in the settlement.", Metric.COMPENSATION, "USD", 7_500),
        ("The clean-up cost $70 million.", Metric.COST, "USD", 70_000_000),
    ],
)
def test_an_amount_has_its_purpose_and_currency(
    mentions, sentence: str, metric: Metric, currency: str, value: int
) -> None:
    (found,) = mentions(sentence)
    assert (found.metric, found.currency, found.value) == (metric, currency, value)


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("The regulator intends to fine the airline £183 million.", Modality.PROJECTED),
        ("The regulator fined the airline £20 million.", Modality.STATED),
        ("The airline faces a fine of up to £183 million.", Modality.PROJECTED),
    ],
)
def test_an_intended_fine_is_told_from_one_that_was_set(mentions, sentence: str, modality: Modality) -> None:
    assert mentions(sentence)[0].modality is modality


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm had sales of $600 million.",
        "Shares rose to $41.20 a share.",
        "It was bought for $4.8 billion last year.",
    ],
)
def test_business_figures_are_no_claims(mentions, sentence: str) -> None:
    assert mentions(sentence) == ()


def test_the_title_tells_what_a_bare_amount_is_for(mentions) -> None:
    (found,) = mentions("The case ends with a payment of $350 million.", "Carrier settles breach lawsuit")
    assert found.metric is Metric.SETTLEMENT


def test_an_amount_goes_on_with_the_purpose_of_the_one_before(mentions) -> None:
    found = mentions("The regulator fined the airline £20 million. At first it had spoken of £183 million.", "Airline")
    assert [m.metric for m in found] == [Metric.FINE, Metric.FINE]


@pytest.mark.parametrize(
    ("place", "currency"),
    [
        ("An Ottawa court", "CAD"),
        ("A Queensland court", "AUD"),
        ("A court", "USD"),
        ("A U.S. court, and not a Canadian one,", "USD"),
    ],
)
def test_a_bare_dollar_is_that_of_the_only_country_told_of(mentions, place: str, currency: str) -> None:
    (found,) = mentions(f"Norbank agreed to a settlement of $3 million over the breach. {place} must approve it.")
    assert found.currency == currency


def test_a_dollar_that_names_its_country_is_its_own(mentions) -> None:
    (found,) = mentions("Norbank agreed in Ottawa to a settlement of US$3 million over the breach.")
    assert found.currency == "USD"
