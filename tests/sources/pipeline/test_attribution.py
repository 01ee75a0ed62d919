"""Whose words a mention reports."""

import time
from collections.abc import Callable

import pytest
from django.core.management import call_command

from incidents.ledger import SpeakerDraft
from incidents.models import Incident, Party, Proceeding, Regulator
from incidents.vocabulary import SpeakerKind
from sources.extraction import ArticleText, KeptReading, WhatWasRead, keep
from sources.models import Article, ArticleVersion, Mention, Publisher
from sources.pipeline.record.attribution import Attribution

pytestmark = pytest.mark.django_db

TEXT = "The Information Commissioner's Office looked into it. The British regulator fined nobody."


Voices = Callable[[Mention], Attribution]


@pytest.fixture
def voices(incident: Incident) -> Voices:
    """By a mention, who may speak in its article."""
    call_command("seed_regulators", verbosity=0)
    return lambda one: Attribution(incident, kept_of(one))


def kept_of(one: Mention) -> KeptReading:
    """What the extractor keeps of the mention's text, in which it has read the mention."""
    text = ArticleText(id="1", title="", text=one.version.text)
    return keep(text, WhatWasRead(persons=(one.speaker or one.attribution,)))


def mention(words: str, kind: SpeakerKind, about: str = "", text: str = TEXT) -> Mention:
    start = len(text) - 1
    return Mention(
        version=ArticleVersion(text=text), start=start, attribution=words, attribution_kind=kind, organisation=about
    )


def speaker_in(voices: Voices, one: Mention, article: Article | None = None) -> SpeakerDraft:
    return voices(one).speaker_of(one, article or Article())


@pytest.mark.parametrize(
    ("words", "kind", "about", "speaker"),
    [
        ("Brightwater", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("BRIGHTWATER, INC.", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("Brightwater Communications", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("HollowFern.example", "other", "", ("Hollow Fern", "involved_party")),
        ("Hollow Fern", "responsible_party", "", ("Hollow Fern", "involved_party")),
        ("the company", "responsible_party", "", ("Brightwater Inc.", "responsible_party")),
        ("a lawyer", "other", "Brightwater", ("a lawyer", "other")),
        ("The head of Brightwater", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("The head of Hollow Fern", "other", "", ("Hollow Fern", "involved_party")),
        ("The agency", "other", "", ("The agency", "other")),
        ("the FTC", "regulator", "", ("Federal Trade Commission", "regulator")),
        ("FTC", "other", "", ("Federal Trade Commission", "regulator")),
        ("the British regulator", "regulator", "", ("Information Commissioner's Office", "regulator")),
        ("The Gazette", "press", "", ("The Gazette", "press")),
        ("somebody", "unattributed", "", ("somebody", "other")),
        ("the health department's website", "other", "", ("", "unattributed")),
        ("the federal breach portal", "other", "", ("", "unattributed")),
        ("a website editor", "other", "", ("a website editor", "other")),
    ],
)
def test_a_speaker_is_a_party_a_regulator_or_words(
    voices: Voices, words: str, kind: str, about: str, speaker: tuple[str, str]
) -> None:
    draft = speaker_in(voices, mention(words, SpeakerKind(kind), about))
    assert (draft.party.name if draft.party else draft.words, draft.kind) == speaker


@pytest.mark.parametrize(
    ("words", "text", "speaker"),
    [
        (
            "the consultancy",
            "Hollow Fern took data of Brightwater patients, 5 of them, the consultancy said.",
            "Hollow Fern",
        ),
        ("its statement", "Hollow Fern answered Brightwater. They were 5, its statement says.", "Hollow Fern"),
        ("the clinic chain", "Of 5 patients the clinic chain knows.", "Brightwater Inc."),
        (
            "Reyes",
            "Brightwater, whose chief executive is Dana Reyes, was slow. It was 5, Reyes said.",
            "Brightwater Inc.",
        ),
        ("Dana Reyes", "Dana Reyes, a director of Hollow Fern, counted 5.", "Hollow Fern"),
        ("a spokeswoman", "There were 5, a spokeswoman said.", "Brightwater Inc."),
    ],
)
def test_a_description_and_an_officer_stand_for_a_party(voices: Voices, words: str, text: str, speaker: str) -> None:
    draft = speaker_in(voices, mention(words, SpeakerKind.OTHER, text=text))
    assert draft.party is not None
    assert draft.party.name == speaker


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the newspaper", "Brightwater lost data of 5 patients, the newspaper said."),
        ("The consultancy in the Brightwater affair", "The consultancy in the Brightwater affair counts 5 patients."),
        ("the lawsuit", "Brightwater lost data of 5 patients, the lawsuit says."),
        ("Milo Hart", "Milo Hart, a patient of Brightwater, knows of 5."),
    ],
)
def test_other_descriptions_and_people_stand_for_themselves(voices: Voices, words: str, text: str) -> None:
    assert speaker_in(voices, mention(words, SpeakerKind.OTHER, text=text)).party is None


def test_a_description_is_not_the_regulator_named_before_it(voices: Voices) -> None:
    said = mention("the firm", SpeakerKind.OTHER, text="The FTC is at odds with Brightwater. It was 5, the firm said.")
    said.speaker = "FTC"
    draft = speaker_in(voices, said)
    assert draft.party is not None


def test_an_acronym_of_several_authorities_names_none(voices: Voices) -> None:
    draft = speaker_in(voices, mention("DPC", SpeakerKind.REGULATOR, text="No authority is named."))
    assert draft.words == "DPC"


@pytest.mark.parametrize(
    ("name", "voice", "speaker", "kind"),
    [
        ("The Gazette", SpeakerKind.PRESS, "", SpeakerKind.UNATTRIBUTED),
        ("Brightwater (company notice)", SpeakerKind.PRESS, "Brightwater Inc.", SpeakerKind.RESPONSIBLE_PARTY),
        ("ICO", SpeakerKind.PRESS, "Information Commissioner's Office", SpeakerKind.REGULATOR),
        ("Office of the Ombudsman", SpeakerKind.REGULATOR, "Office of the Ombudsman", SpeakerKind.REGULATOR),
    ],
)
def test_an_articles_own_voice_is_nobodys_unless_its_publisher_is_somebody(
    voices: Voices, name: str, voice: SpeakerKind, speaker: str, kind: SpeakerKind
) -> None:
    article = Article(publisher=Publisher(name=name, voice=voice))
    draft = speaker_in(voices, mention("", SpeakerKind.UNATTRIBUTED), article)
    assert ((draft.party.name if draft.party else draft.words), draft.kind) == (speaker, kind)


def test_the_agency_is_the_public_body_that_answers_for_the_incident(incident: Incident) -> None:
    Party.objects.filter(name="Brightwater Inc.").update(name="Office of Wetland Surveys")
    agency = mention("The agency", SpeakerKind.OTHER)
    voices = Attribution(incident, kept_of(agency))
    draft = voices.speaker_of(agency, Article())
    assert (draft.party.name if draft.party else None, draft.kind) == ("Office of Wetland Surveys", "responsible_party")
    rival = voices.speaker_of(mention("An agency", SpeakerKind.OTHER), Article())
    assert rival.party is None


def test_a_regulator_that_no_text_names_is_the_one_that_has_a_proceeding(voices: Voices, incident: Incident) -> None:
    one = mention("The regulator", SpeakerKind.REGULATOR, text="The regulator counts 500,000 customers.")
    assert speaker_in(voices, one).words == "The regulator"
    Proceeding.objects.create(incident=incident, regulator=Regulator.objects.get(slug="gb-ico"))
    assert speaker_in(voices, one).words == "Information Commissioner's Office"
    Proceeding.objects.create(incident=incident, regulator=Regulator.objects.get(slug="us-ftc"))
    assert speaker_in(voices, one).words == "The regulator"


@pytest.mark.parametrize(
    ("words", "kind"), [("the company", SpeakerKind.OTHER), ("the watchdog", SpeakerKind.REGULATOR)]
)
def test_a_long_text_is_gone_through_once_for_all_of_its_mentions(
    voices: Voices, words: str, kind: SpeakerKind
) -> None:
    """A ratio of processor times: fifty mentions cost little more than the first, which goes through the text."""
    text = TEXT + " Brightwater said so, and Hollow Fern did." * 1_500
    first, *others = (mention(words, kind, text=text) for _ in range(50))
    heard = voices(first)
    start = time.process_time()
    heard.speaker_of(first, Article())
    once = time.process_time() - start
    start = time.process_time()
    for one in others:
        heard.speaker_of(one, Article())
    assert time.process_time() - start <= max(4 * once, 0.06)
