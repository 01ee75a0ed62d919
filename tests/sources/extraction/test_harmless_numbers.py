"""Numbers of daily life beside a breach: none of them is how many were concerned."""

import pytest

from incidents.vocabulary import Metric
from sources.extraction import ACCEPT, ArticleText, Reading, read

LEAD = (
    "Norbank, a retail bank, said on Tuesday that hackers had broken into one of its servers in March and that a data "
    "breach had been reported to the regulator."
)
HARMLESS = [
    "The bank employs 12,400 people and has 310 branches in six countries.",
    "A reward of 50,000 dollars is offered for information leading to an arrest.",
    "The subscription to the monitoring service costs 120 dollars a year for 24 months.",
    "Customers can call 0800 555 4100 or 1-800-555-0199 between 8 and 18.",
    "The attackers used a flaw in the NX-5000 router and in Model 3200 printers.",
    "Harrowgate, a city of 450,000 people, is the home of the bank.",
    "Under the law the bank could be fined up to 20 million euros or 4% of its turnover.",
    "In a poll of 2,000 adults, 61% said that they no longer trust banks.",
    "In 2023 the regulator counted 9,200 breaches in which 33 million people were affected.",
    "Some 40,000 fans watched the match in the Norbank Arena on Saturday.",
    "Last year Vell Airways lost the data of 5.2 million passengers in a similar breach.",
    "The bank was founded in 1872 and turned over 3.4 billion euros in 2029.",
    "The bank serves 2.3 million customers.",
    "More than 1,500 people took part in a protest outside the head office.",
    "The hackers demanded 75 bitcoin, about 2 million dollars, which the bank did not pay.",
    "Its app was downloaded 600,000 times last month, and it has 90,000 followers on social media.",
    "The bank blocks 30,000 phishing mails a day.",
    "If all of its 2.3 million customers were affected, it would be the largest breach of the year.",
    "The police said 14,000 officers have been trained to deal with cybercrime.",
    "Shares fell 6%, which wiped 400 million euros off its value.",
    "The bank said 1,200 of its servers had been checked and 85 experts hired.",
    "The room holds 300 guests; tickets to the event cost 45 euros.",
    "A court ordered Vell Airways to pay 3 million euros to 900 passengers last year.",
    "The report has 240 pages and 1,100 footnotes and cites 75,000 records of the archive.",
    "About 8,000 customers closed their accounts in April, the bank's annual report shows.",
    "Its helpline has answered 26,000 calls since Tuesday.",
    "The bank sent 2,000,000 text messages to warn customers of scams.",
    "The breach of 2017 at Quillon hit 145 million people.",
    "The village of 3,000 inhabitants has no branch any more.",
    "The bank donated 250,000 euros and 10,000 meals to charity.",
    "Its 18,000 shareholders meet in June.",
    "A hypothetical leak of 1 million records would cost 4.2 million dollars, a study found.",
    "The new rules apply to firms with more than 500,000 users.",
    "No customer data was stolen from the 640,000 accounts that were checked.",
    "Researchers had scanned 15 million websites for the flaw.",
    "The bank has spent 12 million euros on security since 2030.",
]
TOLD = {
    "Norbank wrote to 40,000 customers to warn them that their data had been stolen.": 40_000,
    "The exposed database holds 5 million records of customers.": 5_000_000,
    "The hackers stole the data of 26,000 customers, who have been informed.": 26_000,
    "The data of 18,000 employees was stolen.": 18_000,
    "Hackers took the records of 14,000 officers.": 14_000,
    "In the breach 33 million people were affected.": 33_000_000,
    "The leak, in which 640,000 accounts were exposed, was found in May.": 640_000,
    "It affected 2,000 people who were invited to a conference.": 2_000,
}


def of(sentence: str) -> Reading:
    text = f"{LEAD}\n\n{sentence}\n\nThe bank will write to customers when it knows more."
    return read(ArticleText("o", "Norbank reports data breach", text))


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_number_of_something_else_is_nobodys_count(sentence: str) -> None:
    found = of(sentence)
    believed = [one for one in found.mentions if one.score >= ACCEPT and one.primary and not one.negated]
    assert [one.value for one in believed if one.metric is Metric.AFFECTED] == []
    assert found.headline is None


@pytest.mark.parametrize("sentence", TOLD)
def test_a_count_beside_such_words_is_one_still(sentence: str) -> None:
    assert TOLD[sentence] in [one.value for one in of(sentence).mentions if one.metric is Metric.AFFECTED]
    assert of(sentence).headline == TOLD[sentence]


ANOTHER_DAY = [
    ("Quillon Telecom starts a new plan", "Quillon Telecom started a plan that it hopes will win 3 million customers."),
    ("Vell Airways expects a record year", "The airline, which suffered a data breach, expects 40 million passengers."),
    ("Harrow lose 2-0", "Harrow lost 2-0 before 52,000 fans in the Quillon Arena."),
    ("Helm recalls a painkiller", "Helm says 14,000 customers may have been affected by the faulty batch."),
    ("Outage at Quillon Telecom", "An outage hit 7 million users of Quillon Telecom; no data was affected."),
    ("Pipe bursts in Oster", "A water leak left 180,000 customers of Oster Water dry."),
    ("Brunt Motors recalls a model", "Brunt Motors recalls a model; 640,000 owners are affected."),
    ("Palaver grows", "The app Palaver passes 250 million users."),
    ("Eastholm Trust under pressure", "Eastholm Trust has a waiting list of 61,000 patients."),
    ("Ellerby sends tax bills", "Ellerby sends tax bills to 130,000 households; 82,000 residents pay more."),
]


@pytest.mark.parametrize(("title", "text"), ANOTHER_DAY)
def test_other_news_of_a_firm_counts_nobody_without_a_curator(title: str, text: str) -> None:
    counts = [one for one in read(ArticleText("x", title, text)).mentions if one.metric is Metric.AFFECTED]
    assert [one.text for one in counts if one.score >= ACCEPT] == []
