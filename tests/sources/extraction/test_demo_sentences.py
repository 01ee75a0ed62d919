"""The facts of the demo in one sentence each, and the same told as a newspaper would."""

from incidents.vocabulary import Hedge, Metric, Scope, SpeakerKind, Unit
from sources.extraction import ArticleText, ExtractedMention, RelationType, read

QUOTATION = (
    "Facebook: information of up to 87 million members was improperly shared; that is 37 million more than previously "
    "reported; Cambridge Analytica: we licensed data from 30 million people, not 87 million, and received no more than "
    "30 million records; the scandal wiped more than 65 billion euros from the market value."
)
ARTICLE = (
    "Facebook said that information of up to 87 million members was improperly shared. That is 37 million more than "
    "previously reported. Cambridge Analytica insisted on Wednesday that it had licensed data from 30 million people, "
    "not 87 million. “We did not receive more than 30 million records from the research company,” the firm said. The "
    "scandal wiped more than 65 billion euros from the network's market value."
)


def mentions(text: str) -> tuple[ExtractedMention, ...]:
    return read(ArticleText("demo", "Facebook data scandal widens", text)).mentions


def test_the_quotation_gives_its_six_figures_with_their_bounds() -> None:
    rows = [(m.text, m.metric, m.unit, m.low, m.high, m.negated) for m in mentions(QUOTATION)]
    assert rows == [
        ("87 million", Metric.AFFECTED, Unit.PEOPLE, None, 87_000_000, False),
        ("37 million", Metric.AFFECTED, Unit.PEOPLE, 37_000_000, 37_000_000, False),
        ("30 million", Metric.AFFECTED, Unit.PEOPLE, 30_000_000, 30_000_000, False),
        ("87 million", Metric.AFFECTED, Unit.PEOPLE, 87_000_000, 87_000_000, True),
        ("30 million", Metric.AFFECTED, Unit.RECORDS, None, 30_000_000, False),
        ("65 billion euros", Metric.MARKET_VALUE_LOSS, Unit.MONEY, 65_000_000_000, None, False),
    ]


def test_the_quotation_gives_each_figure_to_its_speaker() -> None:
    speakers = [m.attribution for m in mentions(QUOTATION)]
    assert speakers == ["Facebook", None, *["Cambridge Analytica"] * 3, None]


def test_more_than_previously_reported_implies_the_earlier_figure() -> None:
    increase = mentions(ARTICLE)[1]
    assert increase.scope is Scope.DELTA
    assert increase.relation is not None
    assert increase.relation.type is RelationType.MORE_THAN_PREVIOUS
    assert increase.relation.implies_previous == 50_000_000
    assert increase.relation.target == 87_000_000


def test_a_negated_upper_hedge_is_an_upper_bound_and_no_denial() -> None:
    received = mentions(ARTICLE)[4]
    assert (received.low, received.high, received.hedge) == (None, 30_000_000, Hedge.UP_TO)
    assert received.unit is Unit.RECORDS
    assert not received.negated


def test_the_article_gives_each_figure_to_its_speaker() -> None:
    found = mentions(ARTICLE)
    assert [m.attribution for m in found] == [
        "Facebook",
        "Facebook",
        "Cambridge Analytica",
        "Cambridge Analytica",
        "the firm",
        None,
    ]
    assert found[0].attribution_kind is SpeakerKind.RESPONSIBLE_PARTY


def test_the_market_value_loss_has_its_currency_and_is_no_count() -> None:
    loss = mentions(ARTICLE)[5]
    assert (loss.metric, loss.currency, loss.low, loss.high) == (
        Metric.MARKET_VALUE_LOSS,
        "EUR",
        65_000_000_000,
        None,
    )


def test_the_evidence_is_the_sentence_of_the_figure() -> None:
    second = mentions(ARTICLE)[1]
    assert ARTICLE[second.quote_start : second.quote_end] == "That is 37 million more than previously reported."


def test_the_headline_is_the_current_total() -> None:
    assert read(ArticleText("demo", "", ARTICLE)).headline == 87_000_000
