"""A wire story that is issued again with another number is the story's new version, not a second voice."""

import pytest

from incidents.figures.vocabulary import FigureStatus, Metric
from incidents.models import Figure, Incident
from sources.models import Story
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
