"""Whose words a mention reports."""

import pytest
from django.core.management import call_command

from incidents.figures.vocabulary import SpeakerKind
from incidents.models import Incident
from sources.models import Article, ArticleVersion, Mention, Publisher
from sources.pipeline.voices import Voices

pytestmark = pytest.mark.django_db

TEXT = "The Information Commissioner's Office looked into it. The British regulator fined nobody."


@pytest.fixture
def voices(incident: Incident) -> Voices:
    call_command("seed_regulators", verbosity=0)
    return Voices(incident)


def mention(words: str, kind: SpeakerKind, about: str = "", text: str = TEXT) -> Mention:
    return Mention(version=ArticleVersion(text=text), attribution=words, attribution_kind=kind, organisation=about)


@pytest.mark.parametrize(
    ("words", "kind", "about", "speaker"),
    [
        ("Brightwater", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("BRIGHTWATER, INC.", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("Brightwater Communications", "other", "", ("Brightwater Inc.", "responsible_party")),
        ("Hollow Fern", "responsible_party", "", ("Hollow Fern", "involved_party")),
        ("the company", "responsible_party", "", ("Brightwater Inc.", "responsible_party")),
        ("The consultancy", "other", "Hollow Fern", ("Hollow Fern", "involved_party")),
        ("Its statement", "other", "Hollow Fern", ("Hollow Fern", "involved_party")),
        ("a lawyer", "other", "Brightwater", ("a lawyer", "other")),
        ("the FTC", "regulator", "", ("Federal Trade Commission", "regulator")),
        ("FTC", "other", "", ("Federal Trade Commission", "regulator")),
        ("the British regulator", "regulator", "", ("Information Commissioner's Office", "regulator")),
        ("The Gazette", "press", "", ("The Gazette", "press")),
        ("somebody", "unattributed", "", ("somebody", "other")),
    ],
)
def test_a_speaker_is_a_party_a_regulator_or_words(
    voices: Voices, words: str, kind: str, about: str, speaker: tuple[str, str]
) -> None:
    draft = voices.speaker_of(mention(words, SpeakerKind(kind), about), Article())
    assert (draft.party.name if draft.party else draft.words, draft.kind) == speaker


def test_an_acronym_of_several_authorities_names_none(voices: Voices) -> None:
    draft = voices.speaker_of(mention("DPC", SpeakerKind.REGULATOR, text="No authority is named."), Article())
    assert draft.words == "DPC"


@pytest.mark.parametrize(
    ("name", "voice", "speaker", "kind"),
    [
        ("The Gazette", SpeakerKind.PRESS, "", SpeakerKind.UNATTRIBUTED),
        ("Brightwater (company notice)", SpeakerKind.PRESS, "Brightwater Inc.", SpeakerKind.RESPONSIBLE_PARTY),
        ("Office of the Ombudsman", SpeakerKind.REGULATOR, "Office of the Ombudsman", SpeakerKind.REGULATOR),
    ],
)
def test_an_articles_own_voice_is_nobodys_unless_its_publisher_is_somebody(
    voices: Voices, name: str, voice: SpeakerKind, speaker: str, kind: SpeakerKind
) -> None:
    article = Article(publisher=Publisher(name=name, voice=voice))
    draft = voices.speaker_of(mention("", SpeakerKind.UNATTRIBUTED), article)
    assert ((draft.party.name if draft.party else draft.words), draft.kind) == (speaker, kind)
