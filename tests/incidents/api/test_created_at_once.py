"""The same thing posted by several senders at once, on connections of their own: one row, and no error of ours."""

from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from incidents.models import Incident, Party, Regulator
from sources.models import Article, Publisher
from tests.api import ROOT, client_with
from tests.incidents.ledger.test_concurrency import at_once
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4
COUNTRIES = ["GB", "FR"]
KINDS = ["organisation", "person"]
SPELT = ["Lumo & Fen", "LUMO AND FEN", "Lumo &amp; Fen", "lumo & fen."]
TEXT = (
    "Lumo Fen said on Friday that the records of 41,000 customers were copied from a server by somebody unknown. " * 3
)
AUTHORITY = {"slug": "fj-lumo", "name": "Office of Lumo", "kind": "other"}


def many(*incidents: tuple[int, str]) -> dict[str, Any]:
    return {"incidents": [{"title": f"Case {number} {slug}", "slug": slug} for number, slug in incidents]}


OPENED, PUT = {201, 400, 409}, {201, 400}
PAIR = ("ab", "cd")
URL = "https://lumo.example"

# what is posted: address, the body of the nth sender, the model, how many rows there may be, what may be answered
ROWS: dict[str, tuple[str, Any, Any, int, set[int]]] = {
    "one party": ("parties", lambda n: {"name": "Lumo Fen"}, Party, 1, {200}),
    "a party in four spellings": ("parties", lambda n: {"name": SPELT[n]}, Party, 1, {200}),
    "a party of two kinds": ("parties", lambda n: {"name": "Lu", "kind": KINDS[n % 2]}, Party, 1, {200, 400}),
    "a party of two countries": ("parties", lambda n: {"name": "Lu", "country": COUNTRIES[n % 2]}, Party, 1, {200, 400}),  # noqa: E501
    "a party with other aliases": ("parties", lambda n: {"name": "Lumo", "aliases": [SPELT[n]]}, Party, 1, {200}),
    "one slug": ("incidents", lambda n: {"title": f"Case {n}", "slug": "lumo"}, Incident, 1, OPENED),
    "one slug in two cases": ("incidents", lambda n: {"title": f"Case {n}", "slug": ["lumo", "LUMO"][n % 2]}, Incident, 1, OPENED),  # noqa: E501
    "one title": ("incidents", lambda n: {"title": "Lumo loses keys"}, Incident, 1, OPENED),
    "one title, confirmed": ("incidents", lambda n: {"title": "Lumo loses keys", "confirm": True}, Incident, TIMES, {201}),  # noqa: E501
    "one regulator": ("regulators", lambda n: AUTHORITY, Regulator, 1, PUT),
    "one publisher": ("publishers", lambda n: {"name": "Lumo Post", "host": "lumo.example"}, Publisher, 1, PUT),
    "publishers of one host": ("publishers", lambda n: {"name": f"Post {n}", "host": "lumo.example"}, Publisher, 1, PUT),  # noqa: E501
    "a publisher without a host": ("publishers", lambda n: {"name": "Lumo Post"}, Publisher, 1, PUT),
    "one article": ("articles", lambda n: {"url": f"{URL}/1"}, Article, 1, {202}),
    "an article by other spellings": ("articles", lambda n: {"url": f"https://LUMO.example/1?utm_source=a{n}#b{n}"}, Article, 1, {202}),  # noqa: E501
    "one text": ("articles", lambda n: {"url": f"{URL}/1", "text": TEXT}, Article, 1, {202}),
    "texts under one address": ("articles", lambda n: {"url": f"{URL}/1", "text": f"{TEXT} {n}"}, Article, 1, {202}),
    "articles of one new host": ("articles", lambda n: {"url": f"{URL}/{n}"}, Publisher, 1, {202}),
    "one slug in bulk": ("bulk/incidents", lambda n: many((n, "lumo")), Incident, 1, OPENED),
    "two slugs in bulk, crosswise": ("bulk/incidents", lambda n: many(*((n, slug) for slug in PAIR[:: 1 - 2 * (n % 2)])), Incident, 2, OPENED),  # noqa: E501
}  # fmt: skip


def post_at_once(address: str, body: Any, **headers: str) -> list[Any]:
    clients = [client_with(TokenScope, "mara") for _ in range(TIMES)]
    ready = Barrier(TIMES)

    def post(number: int) -> Any:
        connection.ensure_connection()
        ready.wait(30)
        return clients[number].post(f"{ROOT}/{address}", body(number), headers=headers)

    return at_once(post, TIMES)


@pytest.mark.parametrize("kind", ROWS)
def test_the_same_thing_posted_at_once_is_one_row_and_no_error_of_ours(kind: str) -> None:
    address, body, model, rows, statuses = ROWS[kind]
    answers = post_at_once(address, body)
    told = [(answer.status_code, answer.content[:400]) for answer in answers]
    assert {answer.status_code for answer in answers} <= statuses, told
    assert min(answer.status_code for answer in answers) < 300, told
    assert model.objects.count() == rows, told
    for answer in answers:  # who is refused is told the field
        assert answer.status_code != 400 or all(fault["pointer"] for fault in answer.json()["errors"]), told
