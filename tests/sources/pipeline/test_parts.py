"""A whole and its parts in one article."""

import datetime as dt
from typing import Any

import pytest

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.ledger import ClaimDraft, EvidenceDraft, RelationDraft, SpeakerDraft
from incidents.models import Figure, Incident
from incidents.vocabulary import Metric, Presentation, RelationKind, Scope, SpeakerKind, Unit
from sources.models import Mention
from sources.pipeline.record.claim_drafts import Drafted
from sources.pipeline.record.wholes_and_parts import tell_parts
from tests.sources.pipeline.conftest import Tell

COMPANY = SpeakerDraft(SpeakerKind.RESPONSIBLE_PARTY, words="Brightwater")
CRITIC = SpeakerDraft(SpeakerKind.INVOLVED_PARTY, words="Hollow Fern")
NOBODY = SpeakerDraft()


def drafted(number: int, speaker: SpeakerDraft = COMPANY, **values: Any) -> Drafted:
    unit, scope = values.pop("unit", Unit.PEOPLE), values.pop("scope", Scope.TOTAL)
    country = values.pop("country", "")
    presented_as = values.pop("presented_as", Presentation.CURRENT)
    draft = ClaimDraft(
        bucket=Bucket(Metric.AFFECTED, unit, scope=scope, country=country),
        quantity=Quantity(number, number, number),
        speaker=speaker,
        evidence=EvidenceDraft("story:1", published_on=dt.date(2031, 5, 5), presented_as=presented_as),
        **values,
    )
    return Drafted(Mention(), draft)


def parts(*several: Drafted, headline: int | None = None) -> list[int | None]:
    drafts = tell_parts(several, headline)
    return [
        one.draft.quantity.number
        for one in drafts
        if one.draft.evidence and one.draft.evidence.presented_as is Presentation.PART
    ]


@pytest.mark.parametrize(
    ("several", "headline", "expected"),
    [
        pytest.param([drafted(900), drafted(500), drafted(400)], None, [500, 400], id="the largest is the whole"),
        pytest.param([drafted(900), drafted(500)], 500, [], id="the headline figure is the whole"),
        pytest.param([drafted(900), drafted(300, NOBODY)], None, [300], id="untold whose, so the company's"),
        pytest.param([drafted(900), drafted(300, CRITIC)], None, [], id="a rival's figure is none"),
        pytest.param([drafted(900), drafted(300, unit=Unit.PAYMENT_CARDS)], None, [], id="cards are no part of people"),
        pytest.param([drafted(900), drafted(300, scope=Scope.SUBSET)], None, [], id="a named group has its own figure"),
        pytest.param(
            [drafted(900, scope=Scope.SUBSET, country="GB"), drafted(300)],
            None,
            [300],
            id="no whole is less than its part",
        ),
        pytest.param(
            [drafted(570, unit=Unit.ACCOUNTS), drafted(500), drafted(70)],
            None,
            [500, 70],
            id="two that add up to a third are its parts in any unit",
        ),
        pytest.param(
            [drafted(570, unit=Unit.ACCOUNTS), drafted(500)], None, [], id="one alone may be the people behind accounts"
        ),
        pytest.param([drafted(570, unit=Unit.ACCOUNTS), drafted(500), drafted(60)], 500, [60], id="560 is not 570"),
        pytest.param(
            [drafted(570, unit=Unit.ACCOUNTS), drafted(560), drafted(10)],
            560,
            [10],
            id="what is lost in the rounding proves no sum",
        ),
        pytest.param(
            [drafted(570, CRITIC, unit=Unit.ACCOUNTS), drafted(500), drafted(70)], 500, [70], id="a rival's is no sum"
        ),
        pytest.param(
            [drafted(570, unit=Unit.ACCOUNTS), drafted(500), drafted(70, unit=Unit.RECORDS)],
            None,
            [],
            id="people and records do not add up",
        ),
        pytest.param(
            [drafted(900, presented_as=Presentation.EARLIER), drafted(300)], None, [], id="the larger one was earlier"
        ),
        pytest.param(
            [drafted(900), drafted(300, relations=(RelationDraft(RelationKind.SUPERSEDES, "x"),))],
            None,
            [],
            id="a figure that replaces another stands for itself",
        ),
    ],
)
def test_smaller_figures_of_one_voice_are_parts_of_the_whole(
    several: list[Drafted], headline: int | None, expected: list[int]
) -> None:
    assert parts(*several, headline=headline) == expected


@pytest.mark.django_db
def test_the_parts_of_a_total_do_not_replace_it_the_day_after(incident: Incident, tell: Tell) -> None:
    tell("Brightwater said that data of 90,000 patients was stolen.", url="https://a.example/1")
    tell(
        "Brightwater said that data of 90,000 patients was stolen. Lab results of 2,000 patients were stolen too, "
        "Brightwater said.",
        url="https://b.example/2",
        day=1,
    )
    assert Figure.objects.get(incident=incident, scope=Scope.TOTAL).best == 90_000


@pytest.mark.django_db
def test_a_part_that_is_later_told_as_the_whole_counts_from_that_day(incident: Incident, tell: Tell) -> None:
    tell(
        "Brightwater said that data of 90,000 patients may have been stolen. Data of 2,000 patients was copied, "
        "Brightwater said.",
        url="https://a.example/1",
    )
    tell(
        "Brightwater said that data of 2,000 patients was stolen, and of nobody else.", url="https://b.example/2", day=9
    )
    figure = Figure.objects.get(incident=incident, scope=Scope.TOTAL)
    assert (figure.best, figure.claim and figure.claim.known_on) == (2_000, dt.date(2031, 5, 5))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "whole_and_part",
    [
        "Brightwater said that data of 5 million patients was stolen, including 140,000 whose bank details leaked.",
        "Brightwater said that data of 5 million patients was stolen. Of these, 140,000 had bank details on file.",
        "Brightwater said that data of 5 million patients was stolen, including 140,000 private patients.",
    ],
)
def test_a_part_that_its_speaker_tells_alone_later_is_still_the_part(
    incident: Incident, tell: Tell, whole_and_part: str
) -> None:
    tell(whole_and_part)
    tell(
        "Brightwater has repeated that data of about 140,000 patients was stolen.",
        url="https://gazette.example/later",
        day=200,
    )
    assert Figure.objects.get(incident=incident, scope=Scope.TOTAL).best == 5_000_000


@pytest.mark.django_db
def test_a_part_with_a_name_has_a_figure_of_its_own(incident: Incident, tell: Tell) -> None:
    tell(
        "Brightwater said that data of 5 million people was stolen, including 140,000 employees. "
        "The thieves also copied 9,000 passport numbers."
    )
    figures = Figure.objects.filter(incident=incident).known().values_list("unit", "scope_label", "best")
    assert sorted(figures) == [
        ("id_numbers", "passport numbers", 9_000),
        ("people", "", 5_000_000),
        ("people", "employees", 140_000),
    ]
