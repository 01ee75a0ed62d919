"""Figures: overruled with a reason, and their histories drawn and told."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.admin.part_words import PARTS
from incidents.admin.timeline import as_known, as_recorded
from incidents.figures.assertion import Bucket
from incidents.figures.verdicts import ClaimRole
from incidents.models import Claim, Figure, Incident, Party
from incidents.vocabulary import Decision, FigureStatus, Metric, SpeakerKind, Unit
from tests.incidents.admin.forms import errors_of


def overrule(figure: Figure) -> str:
    return reverse("admin:incidents_figure_overrule", args=[figure.pk])


def test_a_curator_sets_low_best_and_high_with_a_reason(desk: Client, disputed: Figure) -> None:
    typed = {"low": "70 million", "best": "80,000,000", "high": "87m", "reason": "The court's audit"}
    assert desk.post(overrule(disputed), typed).status_code == 302
    disputed.refresh_from_db()
    assert (disputed.low, disputed.best, disputed.high) == (70_000_000, 80_000_000, 87_000_000)
    assert disputed.status == FigureStatus.SETTLED
    claim = disputed.claim
    assert claim is not None
    assert (claim.decision, claim.reviews.get().reason) == (Decision.PIN, "The court's audit")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"best": "many"}, "Type a number"),
        ({"best": ""}, "required"),
        ({"best": "80 million", "low": "90 million"}, "above the best"),
        ({"best": "80 million", "high": "70 million"}, "below the best"),
        ({"best": "80 million", "reason": ""}, "required"),
    ],
)
def test_a_figure_is_not_overruled_by_what_makes_no_sense(
    desk: Client, disputed: Figure, typed: dict[str, str], sentence: str
) -> None:
    response = desk.post(overrule(disputed), {"reason": "Seen", **typed})
    assert response.status_code == 200
    assert sentence in errors_of(response)
    assert not Claim.objects.filter(decision=Decision.PIN).exists()


def test_the_history_by_day_of_publication_tells_each_day_on_which_it_changed(disputed: Figure) -> None:
    history = as_known(disputed)
    assert [(row.when, row.best, row.spread, row.status) for row in history.rows] == [
        ("17 March 2031", "50 million", "50 million", "provisional"),
        ("4 April 2031", "87 million", "up to 87 million", "provisional"),
        ("5 April 2031", "87 million", "30 million to 87 million", "disputed"),
    ]
    assert history.plot is not None
    assert [mark.disputed for mark in history.plot.marks] == [False, False, True]


def test_the_history_of_people_has_the_day_on_which_a_count_of_accounts_disputed_them(
    says: Any, incident: Incident, railway: Party
) -> None:
    says(38, "Halden Rail", party=railway, kind=SpeakerKind.RESPONSIBLE_PARTY)
    says(152, "A register", counts=Bucket(Metric.AFFECTED, Unit.ACCOUNTS), kind=SpeakerKind.REGISTER, days=40)
    history = as_known(Figure.objects.get(incident=incident, unit=Unit.PEOPLE))
    assert [(row.when, row.status) for row in history.rows] == [
        ("17 March 2031", "provisional"),
        ("26 April 2031", "disputed"),
    ]


def test_the_history_as_recorded_tells_each_revision_with_its_cause(disputed: Figure) -> None:
    revisions = list(disputed.revisions.all())
    history = as_recorded(disputed, revisions)
    assert len(history.rows) == disputed.revision == len(revisions)
    assert history.rows[-1].sentence.startswith("Up to 87 million people, by Halden Rail")
    assert "system, wire:" in history.rows[0].who


def test_the_page_draws_both_histories_with_tables_under_them(desk: Client, disputed: Figure) -> None:
    shown = desk.get(reverse("admin:incidents_figure_change", args=[disputed.pk])).content.decode()
    assert shown.count('<svg viewBox="0 0 760 300"') == 2
    assert 'class="mark-disputed"' in shown
    assert "17 March 2031" in shown
    assert "style=" not in shown.split("<svg viewBox", 1)[1].split("</svg>")[0]


def test_no_claim_covers_the_mark_of_a_dispute(desk: Client, disputed: Figure) -> None:
    page = reverse("admin:incidents_incident_change", args=[disputed.incident_id])
    drawing = desk.get(page).content.decode().split('class="wide"', 1)[1].split("</svg>")[0]
    assert drawing.rindex('class="spot') < drawing.index('class="mark-disputed"')


def test_a_claim_s_part_is_told_in_plain_words_beside_the_term(desk: Client, disputed: Figure) -> None:
    assert set(PARTS) == set(ClaimRole), "each rule has its words"
    badge = '<span class="badge badge-part" title="Rule: denies">denies the figure</span>'
    for page in ("incidents_incident", "incidents_figure"):
        key = disputed.incident_id if page == "incidents_incident" else disputed.pk
        assert badge in desk.get(reverse(f"admin:{page}_change", args=[key])).content.decode()


def test_the_history_link_of_a_figure_leads_to_its_revisions(desk: Client, disputed: Figure) -> None:
    response: Any = desk.get(reverse("admin:incidents_figure_history", args=[disputed.pk]))
    assert response.url.endswith(f"/figure/{disputed.pk}/change/#revisions")


def test_a_figure_without_a_number_has_no_plot(incident: Any) -> None:
    figure = Figure(incident=incident, metric="affected", unit="people", changed_at=dt.datetime.now(dt.UTC))
    assert as_known(figure).plot is None
    assert as_recorded(figure, []).rows == ()


def test_what_a_curator_has_decided_is_called_so_and_stays_settled(desk: Client, disputed: Figure) -> None:
    desk.post(overrule(disputed), {"best": "80 million", "reason": "The court's audit"})
    disputed.refresh_from_db()
    assert disputed.status == FigureStatus.SETTLED
    for name, key in (("incident", disputed.incident_id), ("figure", disputed.pk)):
        shown = desk.get(reverse(f"admin:incidents_{name}_change", args=[key])).content.decode()
        assert 'badge-settled">decided by a curator</span>' in shown
