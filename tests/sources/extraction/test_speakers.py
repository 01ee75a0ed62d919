"""Who asserts a number."""

import pytest

from incidents.vocabulary import SpeakerKind
from sources.extraction import ArticleText, read
from tests.sources.extraction.passages import Marks, passages


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Norbank said that 40,000 clients had data stolen.", "Norbank"),
        ("Norbank told the regulator on Monday that 40,000 clients had data stolen.", "Norbank"),
        ("Norbank, a lender with 90 branches, said 40,000 clients had data stolen.", "Norbank"),
        ("Norbank (NYSE: NBK) has confirmed on Friday that 40,000 clients had data stolen.", "Norbank"),
        ("The lender's filing says 40,000 clients had data stolen.", "The lender's filing"),
        ("Data of 40,000 clients was stolen, Norbank said.", "Norbank"),
        ("Data of 40,000 clients was stolen, Norbank said on Tuesday.", "Norbank"),
        ("Data of 40,000 clients was stolen, Norbank told the evening paper.", "Norbank"),
        ("Norbank will write to the 40,000 clients whose data was stolen.", "Norbank"),
        ("Data of 40,000 clients was stolen, said Ada Holm, a spokeswoman for the lender.", "Ada Holm"),
        ("Data of 40,000 clients was stolen, according to the state auditor.", "the state auditor"),
        ("According to Norbank, data of 40,000 clients was stolen.", "Norbank"),
        ("Security firm Gatewatch estimated that 40,000 clients had data stolen.", "Gatewatch"),
        ("Researchers at Gatewatch found the stolen records of 40,000 clients.", "Researchers at Gatewatch"),
        ("Norbank: data of 40,000 clients was stolen.", "Norbank"),
        ("The breach was reported by Gatewatch, which said 40,000 clients had data stolen.", "Gatewatch"),
        ("The 40,000 accounts that Norbank said were breached are closed.", "Norbank"),
        ("By Norbank's estimate 40,000 clients had data stolen.", "Norbank"),
        ("Gatewatch put the number of stolen records at 70,000, but Norbank said 40,000 were taken.", "Gatewatch"),
        ("Norbank apologised on Monday, saying that 40,000 clients had data stolen.", "Norbank"),
        ("In this case Norbank claims the data of 40,000 clients was stolen.", "Norbank"),
        ("Data of 40,000 clients was stolen, the night manager Ada Holm said.", "Ada Holm"),
        ("Earlier this month it spoke of 40,000 clients whose data was stolen.", None),
        ("Hackers stole the data of 40,000 clients of Norbank.", None),
        ("A report on the state of crime ends there. Data of 40,000 clients was stolen.", None),
    ],
)
def test_a_number_has_its_speaker(mentions, sentence: str, speaker: str | None) -> None:
    assert mentions(sentence)[0].attribution == speaker


def test_two_speakers_keep_their_own_numbers(mentions) -> None:
    found = mentions("Gatewatch estimated that 70,000 records were exposed, but Norbank stated that 40,000 were.")
    assert [(m.value, m.attribution) for m in found] == [(70_000, "Gatewatch"), (40_000, "Norbank")]


def test_a_pronoun_is_the_last_named_speaker(mentions) -> None:
    found = mentions("Norbank said files were stolen. It added that 40,000 clients were affected.")
    assert [m.attribution for m in found] == ["Norbank"]


def test_she_is_the_last_named_person(mentions) -> None:
    found = mentions("Files were stolen, Ada Holm said. Norbank is sorry. She said 40,000 clients were affected.")
    assert [m.attribution for m in found] == ["Ada Holm"]


def test_a_sentence_that_goes_on_keeps_the_speaker(mentions) -> None:
    found = mentions("Norbank said 40,000 clients were hacked. Of those, 9,000 had passwords stolen.")
    assert [m.attribution for m in found] == ["Norbank", "Norbank"]


@pytest.mark.parametrize(
    "text",
    [
        '"We know of 40,000 clients whose data was stolen," Ada Holm told the paper.',
        "“We know of 40,000 clients whose data was stolen,” said Ada Holm.",
        'Ada Holm said: "We know of 40,000 clients whose data was stolen."',
        '"It was a breach. We know of 40,000 clients whose data was stolen," Ada Holm said.',
    ],
)
def test_a_quotation_belongs_to_whoever_is_named_beside_it(mentions, text: str) -> None:
    (found,) = mentions(text)
    assert (found.attribution, found.directness) == ("Ada Holm", "direct")


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        ("The data protection commissioner", SpeakerKind.REGULATOR),
        ("The states", SpeakerKind.REGULATOR),
        ("CNN Watchdog", SpeakerKind.PRESS),
        ("The Fernwood administration", SpeakerKind.REGULATOR),
        ("The hospital administration", SpeakerKind.RESPONSIBLE_PARTY),
        ("Officials", SpeakerKind.OTHER),
        ("The privacy watchdog", SpeakerKind.REGULATOR),
        ("ICO News Watchdog", SpeakerKind.REGULATOR),
        ("The attorneys general", SpeakerKind.REGULATOR),
        ("United States shoppers", SpeakerKind.OTHER),
        ("The judge", SpeakerKind.COURT),
        ("A hacker", SpeakerKind.THREAT_ACTOR),
        ("The Daily Courier newspaper", SpeakerKind.PRESS),
        ("Security researchers", SpeakerKind.RESEARCHER),
        ("The company", SpeakerKind.RESPONSIBLE_PARTY),
        ("Its report to the state", SpeakerKind.RESPONSIBLE_PARTY),
        ("The Harbour Post", SpeakerKind.PRESS),
        ("A forum post", SpeakerKind.THREAT_ACTOR),
        ("A post on a hacking forum", SpeakerKind.THREAT_ACTOR),
        ("A dark web listing", SpeakerKind.THREAT_ACTOR),
        ("A ransom note", SpeakerKind.THREAT_ACTOR),
        ("A user calling himself nightjar", SpeakerKind.THREAT_ACTOR),
    ],
)
def test_a_speaker_is_of_a_kind(mentions, speaker: str, kind: SpeakerKind) -> None:
    (found,) = mentions(f"{speaker} said that 40,000 patients of Fern Clinic had records stolen.")
    assert found.attribution_kind is kind


def test_a_comma_set_apart_from_the_verb_is_read(mentions) -> None:
    (found,) = mentions("The data of 87 million users was stolen, Norbank said , on Monday")
    assert found.attribution == "Norbank"


@pytest.mark.parametrize(("text", "marks"), passages("speakers.txt"))
def test_a_number_is_said_by_whom_the_text_names(mentions, text: str, marks: Marks) -> None:
    found = {m.value: m.attribution or "-" for m in mentions(text, "Norbank data breach")}
    assert {value: found.get(value, "not read") for value in marks} == marks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The hacker behind the Norbank breach claims data of 5,000 users.", SpeakerKind.THREAT_ACTOR),
        ("Data of 5,000 users leaked, banks suing the retailer claim.", SpeakerKind.OTHER),
        ("A spokesman for Norbank said data of 5,000 users leaked.", SpeakerKind.RESPONSIBLE_PARTY),
    ],
)
def test_whom_a_speaker_is_set_against_says_nothing_of_its_kind(mentions, text: str, kind: SpeakerKind) -> None:
    assert [m.attribution_kind for m in mentions(text, "Norbank data breach")] == [kind]


def test_a_title_that_begins_with_hackers_is_theirs() -> None:
    title = "Hackers claim to hold data of 560,000 Norbank clients"
    text = "The group asks for money for the data of 560,000 clients of Norbank. Norbank has not said anything."
    head = read(ArticleText("t", title, text)).title_head
    assert head is not None
    assert (head.attribution, head.attribution_kind) == ("Hackers", SpeakerKind.THREAT_ACTOR)


def test_a_pronoun_stands_for_the_name_behind_a_description(mentions) -> None:
    text = (
        "Norbank Holdings Inc. lost data of its clients, and Norbank has closed its shop. Norbank shares fell. "
        "The Northfield bank told clients of the leak. It said that 5,000 clients were hit."
    )
    (found,) = mentions(text, "Norbank loses data of clients")
    assert found.attribution == "Norbank"


def test_the_name_of_a_firm_may_hold_a_mark_of_exclamation(mentions) -> None:
    (found,) = mentions("Data from 5,000 accounts was stolen, Norbank! Inc. said on Wednesday.")
    assert found.attribution == "Norbank! Inc."


def test_a_quotation_goes_on_after_its_speaker_was_named(mentions) -> None:
    (found,) = mentions(
        "\u201cWe lost little,\u201d Reid said. \u201cFewer than 300 patients had data stolen.\u201d It is closed."
    )
    assert found.attribution == "Reid"


def test_a_new_paragraph_opens_a_quotation_of_its_own(mentions) -> None:
    (found,) = mentions(
        "\u201cWe lost little,\u201d Reid said.\n\u201cFewer than 300 patients had data stolen.\u201d It is closed."
    )
    assert found.attribution is None


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The leak hit 40,000 clients, according to officials Tuesday.", "officials"),
        (
            'Norbank Services, LLC ("Norbank"), a lender, said data of 40,000 clients was stolen.',
            "Norbank Services, LLC",
        ),
        ("It is unclear who was hit, although reports suggest that 40,000 clients had data stolen.", "reports"),
    ],
)
def test_days_and_legal_forms_do_not_hide_the_name(mentions, sentence: str, speaker: str) -> None:
    assert [m.attribution for m in mentions(sentence)] == [speaker]


def test_questions_and_answers_are_no_speakers(mentions) -> None:
    found = mentions("Q: Who was hit? A: Norbank says 9,000 clients. It first spoke of 4,000. Q: Is it safe? A: No.")
    assert [m.attribution for m in found] == ["Norbank", "Norbank"]


def test_the_speaker_before_a_quotation_is_the_subject_of_the_saying(mentions) -> None:
    text = (
        'Norbank was hacked. Ada Holm told reporters it preferred to warn early: "Data of 40,000 clients was stolen."'
    )
    assert mentions(text)[0].attribution == "Ada Holm"


def test_a_report_with_an_article_is_a_noun_and_tells_whose_words_follow(mentions) -> None:
    text = "Norbank was careless, the privacy commissioners of Ruritania and Graustark have found. "
    (found,) = mentions(f"{text}In a joint report they say that thieves stole data of 40,000 clients.")
    assert found.attribution == "the privacy commissioners of Ruritania and Graustark"
    assert found.attribution_kind is SpeakerKind.REGULATOR


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("The states said that Norbank was slow.", "Norbank"),
        ("Two researchers said that Norbank was slow.", "Norbank"),
        ("The state said that Norbank was slow.", "The state"),
        ("Deepwatch Labs said that Norbank was slow.", "Deepwatch Labs"),
    ],
)
def test_it_stands_for_no_plural(before: str, speaker: str) -> None:
    text = f"Norbank was hacked. {before} It later said that thieves stole data of 40,000 clients."
    (found,) = read(ArticleText("s", "Norbank hacked", text)).mentions
    assert found.attribution == speaker


def test_several_who_report_still_speak(mentions) -> None:
    (found,) = mentions("Two private researchers report that thieves stole data of 40,000 clients.")
    assert (found.attribution, found.attribution_kind) == ("Two private researchers", SpeakerKind.RESEARCHER)


@pytest.mark.parametrize("post", ["A company blog post", "The post", "The leaked database"])
def test_what_is_only_told_of_tells_nothing(mentions, post: str) -> None:
    (found,) = mentions(f"{post} said that 40,000 patients had records stolen.")
    assert found.attribution is None


def test_a_forum_post_is_who_an_article_has_it_from(mentions) -> None:
    found = mentions("Data of 40,000 clients of Norbank was stolen, according to a forum post. Norbank is silent.")
    assert [(m.attribution, m.attribution_kind) for m in found] == [("a forum post", SpeakerKind.THREAT_ACTOR)]


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("Gaps let the data of Norbank leak, the privacy commissioner says.", SpeakerKind.REGULATOR),
        ("Gaps let the data of Norbank leak, the night porter says.", SpeakerKind.OTHER),
        ("Gaps let the data of Norbank leak, the privacy commissioner says. Tea was served.", SpeakerKind.OTHER),
    ],
)
def test_a_bare_new_name_is_the_office_that_spoke_before_it(mentions, lead: str, kind: SpeakerKind) -> None:
    found = mentions(f"{lead} In a report, Ada Holm finds that the breach hit 40,000 clients.")
    assert [(m.attribution, m.attribution_kind) for m in found] == [("Ada Holm", kind)]


def test_a_name_that_the_text_had_before_is_not_the_office(mentions) -> None:
    lead = "Norbank told Ada Holm of the leak, the privacy commissioner says."
    (found,) = mentions(f"{lead} In a report, Ada Holm finds that the breach hit 40,000 clients.")
    assert found.attribution == "Ada Holm"
    assert found.attribution_kind is not SpeakerKind.REGULATOR


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("A person claiming to have data of 40,000 clients posted a note.", SpeakerKind.THREAT_ACTOR),
        ("Somebody who claims to be selling data of 40,000 clients wrote to the paper.", SpeakerKind.THREAT_ACTOR),
        ("Ada Holm claims to have found the stolen data of 40,000 clients.", SpeakerKind.OTHER),
        ("A person claiming that data of 40,000 clients was stolen wrote to the paper.", SpeakerKind.OTHER),
        ("According to the penalty notice, the stolen files held data of 40,000 clients.", SpeakerKind.REGULATOR),
    ],
)
def test_who_claims_to_have_the_data_is_an_attacker(mentions, sentence: str, kind: SpeakerKind) -> None:
    assert mentions(sentence)[0].attribution_kind is kind


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The group told the paper it obtained more than 8 million records from Norbank.", SpeakerKind.THREAT_ACTOR),
        ("The group says that they stole 8 million records from Norbank.", SpeakerKind.THREAT_ACTOR),
        ("The threat actor Owlfish claimed it had exfiltrated 21,000 records of Norbank.", SpeakerKind.THREAT_ACTOR),
        ("The group said that 8 million records were stolen from its stores.", SpeakerKind.RESPONSIBLE_PARTY),
        ("Researchers said they obtained a file with 8 million records of Norbank.", SpeakerKind.RESEARCHER),
        ("The bank said it obtained proof that 8 million records were stolen.", SpeakerKind.RESPONSIBLE_PARTY),
    ],
)
def test_who_took_the_data_is_an_attacker_by_whatever_word(mentions, sentence: str, kind: SpeakerKind) -> None:
    assert mentions(sentence)[0].attribution_kind is kind
