"""A record of very many claims and sources keeps what gives the figure."""

import pytest

from incidents.ledger import record_claims
from incidents.models import Figure, Incident
from incidents.site import record
from incidents.site.words import ends_words
from incidents.vocabulary import Metric, SpeakerKind, Unit
from tests.api import actor, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(shown: Incident) -> Incident:
    for number in range(4):
        draft = says(9000 + number, f"Paper {number}", kind=SpeakerKind.PRESS, story=f"story:{number + 9}")
        record_claims(shown.pk, [draft], source=f"article:9{number}", cause="article", actor=actor())
    return shown


def test_all_voices_are_shown_the_winner_first(disputed: Incident) -> None:
    found = record.record_of(disputed)
    assert found.leading is not None
    assert found.leading.voices[0].says == "up to 5,000 people"
    assert len(found.leading.voices) == 6
    assert found.sources_left_out == 0


def test_of_too_many_the_winner_stays(disputed: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MOST_CLAIMS", 1)
    found = record.record_of(disputed)
    assert found.leading is not None
    assert [voice.says for voice in found.leading.voices] == ["up to 5,000 people"]


def test_earlier_sources_are_counted(disputed: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = len(record.record_of(disputed).sources)
    monkeypatch.setattr(record, "MOST_SOURCES", 0)
    assert record.record_of(disputed).sources_left_out == sources > 0


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (50_000_000, 50_000_000, "the same number"),
        (50_000_000, None, "50 million, no upper end"),
        (None, 50_000_000, "50 million, no lower end"),
        (None, None, "50 million, no end"),
        (30_000_000, 87_000_000, "30 million to 87 million"),
    ],
)
def test_an_open_end_of_a_figure_is_called_open(low: int | None, high: int | None, said: str) -> None:
    figure = Figure(metric=Metric.AFFECTED, unit=Unit.PEOPLE, low=low, best=50_000_000, high=high)
    assert ends_words(figure, figure.bucket) == said
