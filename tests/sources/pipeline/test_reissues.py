"""A wire story that is issued again with another number is the story's new version, not a second voice."""

import pytest
from django.db import transaction

from incidents.models import Event, Figure, Incident
from incidents.vocabulary import FigureStatus, Metric
from sources.models import Story
from sources.pipeline.record.recording import record_article
from tests.sources.pipeline.conftest import Tell

pytestmark = pytest.mark.django_db

WIRE = (
    "The clinics of Brightwater lost data of {number} patients to hackers, its report to the state shows. The chain of "
    "clinics has closed the portal through which they came in and wrote to everybody concerned, and it works with the "
    "police. Names and dates of birth were in the records, while payment data was kept elsewhere."
)


@pytest.mark.parametrize(("first", "then", "best"), [("1.2", "1.4", 1_400_000), ("1.4", "1.2", 1_200_000)])
def test_the_storys_newer_number_replaces_the_older_up_and_down(
    incident: Incident, tell: Tell, first: str, then: str, best: int
) -> None:
    tell(WIRE.format(number=f"{first} million"), url="https://gazette.example/1")
    tell(WIRE.format(number=f"{first} million"), url="https://post.example/1")
    tell(WIRE.format(number=f"{then} million"), url="https://wire.example/2", day=1)
    assert Story.objects.count() == 1
    figure = Figure.objects.get(incident=incident, metric=Metric.AFFECTED)
    assert figure.best == best
    assert figure.status != FigureStatus.DISPUTED


@pytest.mark.parametrize(("first", "then"), [(1_200_000, 1_400_000), (1_400_000, 1_200_000)])
@pytest.mark.parametrize("said", ["", "Brightwater said on Monday. "])
def test_of_two_versions_of_one_day_the_later_one_holds(
    incident: Incident, tell: Tell, first: int, then: int, said: str
) -> None:
    text = WIRE.replace("its report to the state shows. ", said) if said else WIRE
    tell(text.format(number=f"{first:,}"), url="https://gazette.example/1")
    tell(text.format(number=f"{first:,}"), url="https://post.example/1")
    tell(text.format(number=f"{then:,}"), url="https://wire.example/2")
    assert Story.objects.count() == 1
    figure = Figure.objects.get(incident=incident, metric=Metric.AFFECTED)
    assert (figure.best, figure.low, figure.high) == (then, then, then)


def test_a_late_copy_of_the_first_version_takes_nothing_back(incident: Incident, tell: Tell) -> None:
    tell(WIRE.format(number="1.4 million"), url="https://gazette.example/1")
    tell(WIRE.format(number="1.2 million"), url="https://wire.example/2")
    tell(WIRE.format(number="1.4 million"), url="https://post.example/1")
    assert Figure.objects.get(incident=incident, metric=Metric.AFFECTED).best == 1_200_000


def test_a_third_version_replaces_the_second(incident: Incident, tell: Tell) -> None:
    for place, number in enumerate(["1.4", "1.2", "1.3"]):
        tell(WIRE.format(number=f"{number} million"), url=f"https://wire.example/{place}")
    assert Figure.objects.get(incident=incident, metric=Metric.AFFECTED).best == 1_300_000


def test_another_story_of_the_day_replaces_nothing(incident: Incident, tell: Tell) -> None:
    said = WIRE.replace("its report to the state shows. ", "Brightwater said on Monday. ")
    tell(said.format(number="1.4 million"), url="https://gazette.example/1")
    tell("Brightwater said on Monday that data of 1.2 million patients was stolen.", url="https://post.example/2")
    assert Story.objects.count() == 2
    assert Figure.objects.get(incident=incident, metric=Metric.AFFECTED).best == 1_400_000


def test_reading_the_versions_again_changes_nothing(incident: Incident, tell: Tell) -> None:
    articles = [
        tell(WIRE.format(number=f"{number} million"), url=f"https://wire.example/{number}") for number in ("1.4", "1.2")
    ]
    events = Event.objects.count()
    for article in articles:
        with transaction.atomic():
            record_article(article)
    assert Event.objects.count() == events
    assert Figure.objects.get(incident=incident, metric=Metric.AFFECTED).best == 1_200_000
