"""Every address of the admin, its actions included, walked by staff who may do nothing and by staff who may look."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from incidents.ledger import Actor, merge_incidents, redact_text, review_claim, update_incident
from incidents.models import Claim, Figure, FigureRevision, Incident, IncidentMerge, Review, Suggestion
from incidents.vocabulary import Decision, IncidentStatus
from sources.models import Feed, Mention, Rematching
from tests.api import fill
from tests.sources.api.filling import cover, subscribe
from tests.sources.importing.filling import a_snapshot, an_import, entry_about
from tracker.foundation.access.tokens import create_token

pytestmark = pytest.mark.django_db

FOR_ALL_STAFF = {"index", "jsi18n", "login", "password_change", "password_change_done", "second_factor"}
LEFT_OUT = {"logout", "second_factor_code"}  # end the session; wait for one that has given no code
MARKS = ("Northwind", "hooks.example", "paper1.example", "Night desk", "Commissioner", "filler", "mara")
SAID = "Northwind: 1000."
# Something for every form and every page that asks; what one knows nothing of, it leaves alone.
ANYTHING = {
    "reason": "Because I can.",
    "change_reason": "Because I can.",
    "post": "yes",
    "title": "Mine",
    "name": "Mine",
    "username": "mine",
    "decision": "accept",
    "keep": "this",
    "best": "5",
    "text": SAID,
    "shown": hashlib.sha256(SAID.encode()).hexdigest(),
    "since": "2018-04-04 17:00",
    "url": "https://hooks.example/y",
    "host": "mine.example",
    "slug": "mine",
    "kind": "unknown",
    "scopes": ["read"],
    "usable_password": "true",
    "password1": "river-otter-9",
    "password2": "river-otter-9",
    "set-password": "1",
}
BUTTONS = ("resume", "test", "replay", "fetch", "read")  # of pages with several buttons


@dataclass(frozen=True)
class WalkedPage:
    """One address, the row that it is about, and what fits its form."""

    name: str
    address: str
    row: Any
    posted: dict[str, Any]

    def posts(self) -> Iterator[dict[str, Any]]:
        """What is posted there: each action of a list, each button of a page."""
        if self.name.endswith("changelist"):
            for action in _actions(self.row):
                yield {**self.posted, "action": action, "_selected_action": [str(self.row.pk)], "answered": "yes"}
            return
        for what in BUTTONS if self.name.endswith(("_do", "_again")) else BUTTONS[:1]:
            yield {**self.posted, "what": what}


def _actions(row: Any) -> list[str]:
    page = admin.site._registry[type(row)]
    return [*(name if isinstance(name, str) else name.__name__ for name in page.actions), "delete_selected"]


@pytest.fixture
def rows() -> dict[str, Any]:
    """By the beginning of an address's name, the row that it is filled with: one of everything, with marks in it."""
    mara = User.objects.create_user("mara", is_staff=True, is_superuser=True)
    incident, other, third = fill(1), fill(2), fill(3)
    Incident.objects.filter(pk__in=[incident.pk, other.pk]).update(visibility="internal")
    Incident.objects.filter(pk=third.pk).update(status=IncidentStatus.CANDIDATE, visibility="internal")
    claim = Claim.objects.of(incident)[0]
    review_claim(claim.pk, Decision.ACCEPT, reason="Read it.", actor=Actor.of(mara))
    update_incident(incident.pk, {"title": "Northwind books"}, actor=Actor.of(mara), reason="Not that one")
    redact_text(incident.pk, "Not that one", reason="It names somebody.", actor=Actor.of(mara))
    article, endpoint = cover(other), subscribe(mara, incident)
    mention = Mention.objects.get()
    Mention.objects.update(claim=None, needs_review=True)
    kept, absorbed = fill(4), fill(5)
    merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="The same", actor=Actor.of(mara))
    feed = Feed.objects.create(publisher=article.publisher, url="https://paper1.example/f", next_poll_at=timezone.now())
    token = create_token(owner=mara, name="Night desk", scopes=["read"]).token
    return {
        "auth_user": mara,
        "auth_group": Group.objects.create(name="Night desk"),
        "access_apitoken": token,
        "incidents_incident_unmerge": IncidentMerge.objects.get(),
        "incidents_incident_rule": third,
        "incidents_incident": incident,
        "incidents_claim": claim,
        "incidents_figure_": Figure.objects.filter(incident=incident)[0],
        "incidents_figurerevision": FigureRevision.objects.filter(figure__incident=incident)[0],
        "incidents_redaction": incident.redactions.get(),
        "incidents_registerentry": entry_about(incident, "Northwind", other),
        "incidents_party": incident.involvements.get().party,
        "incidents_regulator": incident.proceedings.get().regulator,
        "incidents_proceeding": incident.proceedings.get(),
        "incidents_event": incident.events.order_by("pk")[0],
        "incidents_review": Review.objects.get(),
        "incidents_evidence": claim.evidence.all()[0],
        "incidents_suggestion": Suggestion.objects.create(text="The notice says 6,000.", incident=incident),
        "incidents_snapshot": a_snapshot(),
        "webhooks_endpoint": endpoint,
        "webhooks_delivery": endpoint.deliveries.get(),
        "sources_article": article,
        "sources_coverage": article.coverage.get(),
        "sources_mention": mention,
        "sources_publisher": article.publisher,
        "sources_feed": feed,
        "sources_registerimport": an_import(mara, "Northwind.json"),
        "sources_rematching": Rematching.objects.create(incident=incident, changed_at=incident.created_at),
        "sources_story": article.versions.get().story,
    }


def _patterns(found: Any) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        elif each.name:
            yield each


WORDS = {"ruling": ("open", "dismiss"), "state": ("confirmed", "rejected"), "verb": ("accept", "refuse")}


def pages(rows: dict[str, Any]) -> list[WalkedPage]:
    """Every named address of the admin, once for each word that stands in it."""
    found = []
    for pattern in _patterns(admin.site.urls[0]):
        name, asked = str(pattern.name), list(pattern.pattern.regex.groupindex)  # type: ignore[attr-defined]
        row = next((row for start, row in rows.items() if name.startswith(start)), None)
        words = next((WORDS[each] for each in asked if each in WORDS), ("",))
        found += [WalkedPage(name, _address(name, asked, row, word), row, _posted(name, rows)) for word in words]
    return [page for page in found if page.name not in LEFT_OUT]


def _posted(name: str, rows: dict[str, Any]) -> dict[str, Any]:
    other = rows["sources_coverage"].incident
    chosen = str(other.pk) if name.endswith("_mention_judge") else other.reference
    return ANYTHING | {"incident": chosen, "other": other.reference, "claims": [str(rows["incidents_claim"].pk)]}


def _address(name: str, asked: list[str], row: Any, word: str) -> str:
    if name.endswith("_simple_history"):
        return reverse(f"admin:{name}", args=[row.pk, row.history.first().pk])
    values = {"app_label": "incidents", "content_type_id": "1", **dict.fromkeys(WORDS, word)}
    if row is not None:
        values |= dict.fromkeys(set(asked) - values.keys(), str(row.pk))
    if name == "view_on_site":
        values["object_id"] = "1"
    assert set(asked) <= values.keys(), f"Give the walk a row for {name}."
    return reverse(f"admin:{name}", kwargs={each: values[each] for each in asked})


# What the walks post is right for these, as a superuser's posts show; forms of the other pages refuse it.
WORTH_REFUSING = {
    "access_apitoken_add",
    "access_apitoken_changelist: revoke",
    "auth_group_add",
    "auth_group_change",
    "auth_group_changelist: delete_selected",
    "auth_group_delete",
    "auth_user_add",
    "auth_user_password_change",
    "incidents_claim_changelist: accept_claims",
    "incidents_claim_changelist: mark_out_of_scope",
    "incidents_claim_changelist: pin_claims",
    "incidents_claim_changelist: reject_claims",
    "incidents_claim_review",
    "incidents_figure_overrule",
    "incidents_incident_merge",
    "incidents_incident_redact",
    "incidents_incident_rule",
    "incidents_incident_split",
    "incidents_incident_unmerge",
    "incidents_registerentry_changelist: are_two",
    "sources_article_add",
    "sources_article_again",
    "sources_article_changelist: fetch_again",
    "sources_article_changelist: read_again",
    "sources_article_link",
    "sources_coverage_changelist: confirm_all",
    "sources_coverage_changelist: reject_all",
    "sources_coverage_decide",
    "sources_feed_changelist: poll_now",
    "sources_feed_delete",
    "sources_mention_judge",
    "webhooks_delivery_changelist: send_again",
    "webhooks_endpoint_add",
    "webhooks_endpoint_do",
    "webhooks_endpoint_edit",
    "webhooks_endpoint_pause",
    "webhooks_endpoint_replay",
    "webhooks_endpoint_rotate",
}


def staff(client: Client, *permissions: Permission, **flags: bool) -> User:
    user = User.objects.create_user("someone", is_staff=True, **flags)
    user.user_permissions.set(permissions)
    client.force_login(user)
    return user


def log(user: User, rows: dict[str, Any]) -> None:
    """Write that the account once changed, and deleted, one of everything."""
    for row in rows.values():
        for flag in (CHANGE, DELETION):
            LogEntry.objects.create(
                user=user,
                content_type=ContentType.objects.get_for_model(row),
                object_id=str(row.pk),
                object_repr=f"Northwind: {row}"[:200],
                action_flag=flag,
            )


def writes(client: Client, page: WalkedPage, data: dict[str, Any]) -> list[str]:
    """The statements that the POST changed something with, the session aside; then they are taken back."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        client.post(page.address, data)
        transaction.set_rollback(True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session  # some pages change its key, which was taken back as well
    statements = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql for sql in statements if "django_session" not in sql]


def test_who_may_do_nothing_is_shown_nothing_and_changes_nothing(client: Client, rows: dict[str, Any]) -> None:
    log(staff(client), rows)
    walked = pages(rows)
    for page in walked:
        answer = client.get(page.address)
        if page.name in FOR_ALL_STAFF:
            text = answer.content.decode() if answer.status_code == 200 else ""
            assert not [mark for mark in MARKS if mark in text], page
        else:
            assert answer.status_code in (302, 403, 404, 405), (page, answer.status_code)
        for data in page.posts():
            assert writes(client, page, data) == [], (page, data)
    assert len(walked) > 120
    assert client.get(reverse("admin:index")).status_code == 200  # as the same staff still


def test_the_latest_actions_are_those_on_what_the_account_may_see(client: Client, rows: dict[str, Any]) -> None:
    user = staff(client)
    log(user, {name: row for name, row in rows.items() if name in {"incidents_party", "webhooks_endpoint"}})
    index = reverse("admin:index")
    for codename, shown in (("view_party", 2), ("view_incident", 0), ("view_endpoint", 1), ("view_user", 0)):
        user.user_permissions.set(Permission.objects.filter(codename=codename))
        assert client.get(index).content.decode().count("Northwind: ") == shown, codename


def test_who_may_look_changes_nothing(client: Client, rows: dict[str, Any]) -> None:
    staff(client, *Permission.objects.filter(codename__startswith="view_"))
    seen = set()
    for page in pages(rows):
        if client.get(page.address).status_code == 200:
            seen.add(page.name)
        for data in page.posts():
            assert writes(client, page, data) == [], (page, data)
    lists = {page.name for page in pages(rows) if page.name.endswith("changelist")}
    assert lists <= seen
    assert not {name for name in seen if name.endswith(("_add", "_delete", "_review", "_judge", "_edit", "_merge"))}


def test_the_same_walk_changes_things_for_who_may(client: Client, rows: dict[str, Any]) -> None:
    """So what the two walks above post is worth refusing."""
    staff(client, is_superuser=True)
    changed = set()
    for page in pages(rows):
        for data in page.posts():
            if writes(client, page, data):
                changed.add(f"{page.name}: {data['action']}" if "action" in data else page.name)
    assert WORTH_REFUSING - changed == set()
