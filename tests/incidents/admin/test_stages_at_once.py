"""Two curators at the stages of one proceeding at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, add_stage, open_proceeding
from incidents.ledger.locks import locked
from incidents.models import Event, Incident, Proceeding, Stage
from incidents.vocabulary import ProceedingKind, StageKind
from tests.api import DAY
from tests.incidents.admin.forms import filled

pytestmark = pytest.mark.django_db(transaction=True)
STAGE = {
    "kind": "decision",
    "happened_on": "2031-06-01",
    "happened_precision": "day",
    "amount": "500,000",
    "currency": "EUR",
}


@pytest.fixture
def proceeding(incident: Incident) -> Proceeding:
    opened = open_proceeding(incident.pk, label="A court", kind=ProceedingKind.LITIGATION, actor=SYSTEM)
    add_stage(opened.pk, kind=StageKind.OPENED, happened_on=DAY, actor=SYSTEM)
    return opened


def while_held(incident: Incident, user: User, posts: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """The answers to posts that all come to the incident while somebody else has it, and go on when he is done."""

    def post(one: tuple[str, dict[str, Any]]) -> Any:
        browser = Client()
        browser.force_login(user)
        try:
            return browser.post(*one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        with transaction.atomic(), locked(incident.pk):
            sent = []
            for one in posts:  # they wait in this order
                sent.append(pool.submit(post, one))
                wait(sent, timeout=1.5)
        return [one.result(60) for one in sent]


def page_of(proceeding: Proceeding) -> str:
    return reverse("admin:incidents_proceeding_change", args=[proceeding.pk])


def test_the_same_stage_entered_twice_is_one(
    desk: Client, curator: User, incident: Incident, proceeding: Proceeding
) -> None:
    typed = filled(desk.get(page_of(proceeding))) | {"stages-TOTAL_FORMS": "2", "change_reason": "Decided."}
    typed |= {f"stages-1-{name}": value for name, value in STAGE.items()} | {"stages-1-proceeding": proceeding.pk}
    answers = while_held(incident, curator, [(page_of(proceeding), typed)] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Stage.objects.filter(kind="decision").count() == 1
    assert Event.objects.filter(type="proceeding.stage_changed", data__stage__kind="decision").count() == 1


@pytest.mark.parametrize(("order", "code"), [(("removed", "changed"), 200), (("changed", "removed"), 302)])
def test_of_one_who_removes_a_stage_and_one_who_changes_it_the_second_is_told(
    desk: Client, curator: User, proceeding: Proceeding, order: tuple[str, str], code: int
) -> None:
    page = page_of(proceeding)
    typed = filled(desk.get(page)) | {"change_reason": "It was otherwise."}
    forms = {"removed": typed | {"stages-0-DELETE": "on"}, "changed": typed | {"stages-0-note": "On paper."}}
    answers = while_held(proceeding.incident, curator, [(page, forms[one]) for one in order])
    codes = [answer.status_code for answer in answers]
    assert codes == [302, code] or (connection.vendor == "sqlite" and codes[order.index("removed")] == 302)
    assert not Stage.objects.exists()
