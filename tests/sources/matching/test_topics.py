"""What speaks of a breach, leak or misuse of data. Invented organisations only."""

import pytest

from sources.extraction.classify.topics import topics_of


@pytest.mark.parametrize(
    ("title", "text", "enough"),
    [
        ("Hackers at Harrow Lane", "The chain asks its customers to call their banks.", True),
        ("Harrow Lane asks customers to call banks", "Hackers were in its tills for weeks.", True),
        ("Harrow Lane to cut jobs", "The plan was leaked to the unions.", False),
        ("Harrow Lane in court", "It is in breach of the rules on opening hours.", False),
        ("Harrow Lane in court", "The lawsuit speaks of a breach of contract.", False),
        ("Harrow Lane earns more", "Sales rose again. " * 40 + "Hackers had visited it once.", False),
        ("Harrow Lane denies hack", "Data of customers is safe, it says.", True),
        ("Harrow Lane is sold", "The buyer keeps to its privacy policy and to the records of its customers.", False),
        ("Data of Harrow Lane customers is old", "Its records and its privacy policy date from 2020.", False),
        ("The tills of Harrow Lane failed", "There is no sign of a cyber attack.", False),
        ("Harrow Lane denies data breach of 17M accounts", "", True),
    ],
    ids=[
        "in the title",
        "near the beginning",
        "a vague word",
        "a rule",
        "a contract",
        "far down",
        "denied",
        "sold",
        "kept",
        "not it",
        "denied, by the title alone",
    ],
)
def test_one_word_that_means_a_breach_is_enough_near_the_beginning(title: str, text: str, *, enough: bool) -> None:
    assert topics_of(title, text).enough is enough


@pytest.mark.parametrize(
    "text",
    [
        "The app used photos of children without their parents' consent.",
        "What runners told the app was shared without telling them.",
        "Letters with test results were posted to the wrong homes.",
        "E-mails meant for others reached 900 tenants.",
        "An e-mail with names of applicants was sent by mistake to all.",
        "Users saw messages of other users for an hour.",
        "A memory stick with notes on families was left on a bus.",
        "Files of patients disappeared with a bag.",
        "Boxes with medical files were found in a skip.",
        "The clinic's site had tracking pixels that told others about appointments of patients.",
        "Staff listened in on recordings of callers.",
        "Recordings of customers were visible to anyone who knew where.",
        "The routes of soldiers could be found on the open web.",
        "Someone offers details of 3 million guests for sale.",
        "A nurse opened files of patients without a medical reason.",
        "A clerk looked up the addresses of neighbours out of curiosity.",
        "The app sold the routes of its users to brokers.",
        "What patients searched for was sent to advertisers.",
        "Patients' details were handed to Mapwell for a study.",
        "Answers that members gave in a quiz ended up with a consultancy.",
    ],
)
def test_an_incident_that_nobody_broke_in_for_is_told_by_what_became_of_peoples_things(text: str) -> None:
    topics = topics_of("News of Harrow Lane", text)
    assert (topics.enough, len(topics.words)) == (True, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Harrow Lane sends statements to customers by e-mail.",
        "It built an extension without permission, and residents sent letters to the council.",
        "Members can send messages to strangers and see photos of other users.",
        "It lost 30,000 customers who want phones with more minutes.",
        "The camera has 50 million pixels and takes sharp pictures.",
        "Parcels are followed with tracking software, and addresses are printed on labels.",
        "The photos are open to the public until May.",
        "Forms are available to anyone in the library.",
        "It offers unsecured loans and prints statements for customers.",
        "Letters on behalf of passengers were sent to Parliament.",
        "It sold its laboratories to Mapwell, and patients keep their doctors.",
        "The council gives pupils 2,000 laptops and needs the names of families by May.",
        "Tickets for the match are on sale; names are printed on them.",
        "Passengers collect miles for bookings with Norrland Air.",
        "Results fell short of what customers were told.",
    ],
)
def test_what_is_done_with_peoples_things_every_day_is_no_incident(text: str) -> None:
    assert not topics_of("News of Harrow Lane", text).words
