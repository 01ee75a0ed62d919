"""Which incident a figure is about: this year's breach, last decade's, or somebody else's."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import DatePrecision, Role
from sources.models import Article
from sources.pipeline import link_coverage
from tests.sources.pipeline.conftest import Tell

pytestmark = pytest.mark.django_db


def opened(title: str, controller: str, occurred: int, disclosed: dt.date) -> Incident:
    draft = ledger.IncidentDraft(
        title=title,
        occurred_on=dt.date(occurred, 1, 1),
        occurred_precision=DatePrecision.YEAR,
        disclosed_on=disclosed,
        involvements=[ledger.InvolvementDraft(ledger.known_party(controller), Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


@pytest.fixture
def earlier(db: None) -> Incident:
    return opened("Brightwater laboratory breach", "Brightwater Inc.", 2027, dt.date(2028, 2, 1))


def values(incident: Incident) -> list[int | None]:
    return sorted(Claim.objects.of(incident).filter(stories__gt=0).values_list("value", flat=True))


def covering(article: Article, incident: Incident, curator: User) -> None:
    link_coverage(article, incident, user=curator)


@pytest.mark.parametrize(
    "background",
    [
        "Hackers stole data of 740,000 patients from its laboratories in 2027.",
        "The 2027 breach at its laboratories hit 740,000 patients.",
        "It has nothing to do with the 2027 one, in which data of 740,000 patients was stolen.",
        "In the theft of March 2027, data of 740,000 patients was stolen.",
        "The 2028 data leak, as it is called, exposed data of 740,000 patients.",
        "In 2027 the chain had lost data of 740,000 patients.",
        "It is the second breach of the chain since 2027, when data of 740,000 patients was stolen.",
    ],
)
def test_a_figure_with_the_year_of_another_breach_of_the_company_is_not_this_ones(
    incident: Incident, earlier: Incident, tell: Tell, curator: User, background: str
) -> None:
    article = tell(f"Brightwater said that data of 31,000 patients was stolen in April 2031. {background}")
    covering(article, incident, curator)
    assert values(incident) == [31_000]


def test_a_year_that_both_breaches_share_tells_nothing(incident: Incident, tell: Tell, curator: User) -> None:
    opened("Brightwater payroll breach", "Brightwater Inc.", 2031, dt.date(2031, 9, 9))
    article = tell("Brightwater said that data of 31,000 patients was stolen in the 2031 breach.")
    covering(article, incident, curator)
    assert values(incident) == [31_000]


def test_each_of_two_covered_breaches_gets_the_figure_of_its_year(
    incident: Incident, earlier: Incident, tell: Tell, curator: User
) -> None:
    article = tell(
        "Brightwater has now settled over both. The 2031 breach exposed data of 31,000 patients. "
        "The 2027 breach exposed data of 740,000 patients."
    )
    covering(article, incident, curator)
    covering(article, earlier, curator)
    assert (values(incident), values(earlier)) == ([31_000], [740_000])


def test_each_of_two_covered_breaches_gets_the_figure_that_stands_with_the_word_of_its_title(
    incident: Incident, tell: Tell, curator: User
) -> None:
    payroll = opened("Brightwater breach of payroll files", "Brightwater Inc.", 2031, dt.date(2031, 4, 9))
    laboratory = opened("Brightwater breach of laboratory files", "Brightwater Inc.", 2031, dt.date(2031, 4, 10))
    article = tell(
        "The two breaches at Brightwater exposed data of 771,000 people. The one of payroll files hit 31,000 people. "
        "The other, of laboratory files, hit 740,000 people."
    )
    covering(article, payroll, curator)
    covering(article, laboratory, curator)
    assert (values(payroll), values(laboratory)) == ([31_000], [740_000])


@pytest.mark.parametrize(
    "text",
    [
        "{now} It was fined over a breach of 2019 that exposed data of 740,000 patients.",
        "{now} It is the second breach since 2019, when hackers took data of 740,000 patients.",
        "{now} In 2019 the chain had lost data of 740,000 patients.",
        "{now} Its sister firm was told off for a 2019 hack in which data of 740,000 patients was stolen.",
        "{now} Data of 740,000 patients had been exposed in an earlier breach in 2019.",
        "Brightwater, which lost data of 740,000 patients in a breach in 2019, said that data of 31,000 was stolen.",
    ],
)
def test_a_figure_of_a_breach_of_a_year_before_is_not_this_ones(
    incident: Incident, tell: Tell, curator: User, text: str
) -> None:
    article = tell(text.format(now="Brightwater said that data of 31,000 patients was stolen."))
    covering(article, incident, curator)
    assert values(incident) == [31_000]


def test_what_was_kept_since_a_year_before_is_this_ones(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell("Brightwater said that hackers exposed data of 31,000 patients who had been treated in 2019.")
    covering(article, incident, curator)
    assert values(incident) == [31_000]


def test_a_figure_of_one_of_two_covered_breaches_that_does_not_say_of_which_is_neithers(
    incident: Incident, earlier: Incident, tell: Tell, curator: User
) -> None:
    article = tell("Brightwater has settled over both breaches. Data of 31,000 patients was stolen, it said.")
    covering(article, incident, curator)
    covering(article, earlier, curator)
    assert (values(incident), values(earlier)) == ([], [])


def test_the_word_in_the_clause_of_a_figure_says_of_which_breach_it_is(
    incident: Incident, tell: Tell, curator: User
) -> None:
    payroll = opened("Brightwater payslip breach", "Brightwater Inc.", 2031, dt.date(2031, 4, 9))
    laboratory = opened("Brightwater sample breach", "Brightwater Inc.", 2031, dt.date(2031, 4, 10))
    article = tell(
        "Thieves had 31,000 payslip records in the first breach, 740,000 sample records in the second, it said."
    )
    covering(article, payroll, curator)
    covering(article, laboratory, curator)
    assert (values(payroll), values(laboratory)) == ([31_000], [740_000])


def test_a_figure_of_a_company_with_an_incident_of_its_own_is_not_this_ones(
    incident: Incident, tell: Tell, curator: User
) -> None:
    opened("Tallgrass breach", "Tallgrass Corp.", 2030, dt.date(2030, 1, 1))
    article = tell(
        "Brightwater said that data of 31,000 patients was stolen. "
        "Tallgrass said last year that hackers stole data of 2 million customers of Tallgrass."
    )
    covering(article, incident, curator)
    assert 2_000_000 not in values(incident)
