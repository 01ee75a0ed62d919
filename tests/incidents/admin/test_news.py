"""Since your last visit: old and new, why, by whom, by incident; and who reviewed how much."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import (
    SYSTEM,
    Actor,
    IncidentDraft,
    InvolvementDraft,
    add_involvement,
    known_party,
    open_incident,
    record_claims,
    review_claim,
    update_incident,
)
from incidents.models import Claim, Event, EventsRead, Figure, Incident
from incidents.vocabulary import Decision, Hedge, InvolvementStanding, Metric, Role, Unit
from tests.api import actor, says

NEWS = "admin:incidents_event_news"
STATISTICS = "admin:incidents_review_statistics"


def rows(desk: Client, **query: Any) -> list[list[str]]:
    """The cells of each line, without their marks."""
    text = desk.get(reverse(NEWS), query).content.decode()
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", text, re.DOTALL)
    return [[_plain(cell) for cell in re.split("</t[hd]><td[^>]*>", row)] for row in found]


def _plain(cell: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", cell).replace("→", "").split())


def test_a_figure_is_told_once_from_what_it_was_to_what_it_is(desk: Client, disputed: Figure) -> None:
    [figure] = [row for row in rows(desk, after=0) if row[0].startswith("Affected people")]
    assert figure[0].endswith("steps")
    assert figure[1:3] == ["nothing", "87 million (30 million to 87 million), disputed"]
    assert figure[3].startswith("Up to 87 million people, by Halden Rail")
    assert figure[4].startswith("system")


def test_changes_and_reviews_tell_before_and_after_why_and_by_whom(desk: Client, disputed: Figure) -> None:
    update_incident(disputed.incident_id, {"title": "Season passes"}, actor=actor(), reason="Told apart")
    claim = Claim.objects.get(value=30_000_000)
    review_claim(claim.pk, Decision.REJECT, reason="Another count", actor=actor())
    shown = rows(desk, after=0)
    [title] = [row for row in shown if row[0] == "Changed: title"]
    assert title[1:4] == ["Halden Rail passes", "Season passes", "Told apart"]
    [review] = [row for row in shown if row[0].startswith("Review of Osier Data: 30 million")]
    assert review[1:4] == ["not reviewed", "rejected", "Another count"]
    assert review[4].startswith(actor().name)


def test_what_was_read_or_done_by_oneself_is_not_told_again(desk: Client, curator: User, disputed: Figure) -> None:
    EventsRead.objects.create(reader=curator)
    assert "Since your last visit" in desk.get(reverse("admin:index")).content.decode()
    last = Event.objects.order_by("-sequence")[0].sequence
    desk.post(reverse(NEWS), {"last": last})
    assert rows(desk) == []
    assert "Since your last visit:" not in desk.get(reverse("admin:index")).content.decode()
    update_incident(disputed.incident_id, {"title": "Mine"}, actor=Actor.of(curator), reason="Mine")
    assert rows(desk) == []
    assert "Since your last visit:" not in desk.get(reverse("admin:index")).content.decode(), (
        "the inbox counts what is told"
    )
    assert [row[2] for row in rows(desk, own="")] == ["Mine"]
    assert rows(desk, after=0), "earlier ones can still be asked for"


@pytest.mark.parametrize("page", [NEWS, "admin:index"])
def test_the_first_visit_says_so_and_what_comes_after_it_is_told(desk: Client, disputed: Figure, page: str) -> None:
    first = desk.get(reverse(page)).content.decode()
    assert "This is your first visit" in first
    assert '<td class="is">' not in first
    update_incident(disputed.incident_id, {"title": "Season passes"}, actor=actor(), reason="Told apart")
    assert [row[2] for row in rows(desk)] == ["Season passes"]
    assert "This is your first visit" not in desk.get(reverse(page)).content.decode()


def test_what_changed_since_yesterday_is_one_key_away_on_the_first_visit(desk: Client, disputed: Figure) -> None:
    first = desk.get(reverse("admin:index")).content.decode()
    address = f"{reverse(NEWS)}?since=yesterday"
    assert f'href="{address}" data-key="w"' in first
    now, before = timezone.now(), timezone.now() - dt.timedelta(days=2)
    last = Event.objects.latest("sequence").sequence
    Event.objects.update(occurred_at=before)
    assert "Nothing changed since yesterday" in desk.get(address).content.decode()
    Event.objects.filter(sequence=last).update(occurred_at=now)
    shown = desk.get(address).content.decode()
    assert disputed.incident.title in shown
    assert "<h1>Since yesterday</h1>" in shown


def test_what_followed_from_ones_own_texts_is_left_out_as_ones_own(desk: Client, disputed: Figure) -> None:
    desk.get(reverse(NEWS))
    for name in ("submission:mara", "mara (submission:rita)", "rita (submission:mara)"):
        update_incident(disputed.incident_id, {"title": f"By {name}"}, actor=Actor(name), reason="Text")
    assert [row[2] for row in rows(desk)] == ["By rita (submission:mara)"]
    assert len(rows(desk, own="")) == 3


def test_a_figure_of_which_nothing_is_left_is_unknown_once(desk: Client, incident: Incident, says: Any) -> None:
    desk.get(reverse(NEWS))
    claim = says(50, "The Daily Example")
    review_claim(claim.pk, Decision.REJECT, reason="Another count", actor=actor())
    [figure] = [row for row in rows(desk) if row[0].startswith("Affected people")]
    assert figure[1:3] == ["nothing", "unknown"]


def test_nobody_marks_what_is_not_there_yet(desk: Client, disputed: Figure) -> None:
    desk.post(reverse(NEWS), {"last": 10**9})
    assert EventsRead.objects.get().sequence == Event.objects.order_by("-sequence")[0].sequence


def test_the_page_asks_as_often_however_much_changed(desk: Client, incident: Incident, says: Any) -> None:
    desk.get(reverse(NEWS))
    counts = []
    for number in range(2):
        for millions in range(1, 6):
            says(millions + 10 * number, "Night desk")
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse(NEWS), {"after": 0})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_may_not_see_events_is_told_nothing_and_who_may_only_look_marks_nothing(
    client: Client, disputed: Figure
) -> None:
    user = User.objects.create_user("lena", is_staff=True)
    client.force_login(user)
    assert client.get(reverse(NEWS)).status_code == 403
    assert client.get(reverse(STATISTICS)).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_event", "view_incident")))
    assert client.get(reverse(NEWS)).status_code == 200
    assert client.post(reverse(NEWS), {"last": 1}).status_code == 403
    assert EventsRead.objects.get().sequence == Event.objects.order_by("-sequence")[0].sequence, "as it began"


def test_reviews_are_counted_by_curator_and_day(desk: Client, disputed: Figure) -> None:
    for claim in Claim.objects.all()[:3]:
        review_claim(claim.pk, Decision.ACCEPT, reason="Read", actor=Actor("nora"))
    review_claim(claim.pk, Decision.REJECT, reason="Not that", actor=Actor("mara"))
    answer = desk.get(reverse(STATISTICS))
    assert {one.name: one.reviews for one in answer.context["sums"]} == {"mara": 1, "nora": 3}
    [nora] = [one for one in answer.context["rows"] if one.name == "nora"]
    assert nora.counts[list(Decision).index(Decision.ACCEPT)] == 3


def test_an_open_end_is_told_as_such_and_roles_in_words(desk: Client) -> None:
    incident = open_incident(IncidentDraft("Quiz"), actor=SYSTEM)
    money = {"metric": Metric.MARKET_VALUE_LOSS, "unit": Unit.MONEY, "currency": "EUR"}
    loss = says(6_500_000_000_000, "Osier Data", hedge=Hedge.AT_LEAST, **money)
    record_claims(incident.pk, [loss], source="article:1", cause="article", actor=SYSTEM)
    role = InvolvementDraft(known_party("Osier Data"), Role.DATA_SUBJECTS, InvolvementStanding.ALLEGED)
    add_involvement(incident.pk, role, actor=SYSTEM)
    told = rows(desk, after=0)
    assert any(row[2].startswith("at least EUR 65 billion, ") for row in told), told
    assert any("Osier Data (data subjects, alleged)" in row[2] for row in told), told
