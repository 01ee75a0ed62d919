"""Who loses a right while a poll waits gets no event by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.models import Event, Incident
from incidents.vocabulary import Visibility
from tests.api import ROOT, fill
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import create_token, revoke_token, rotate_token
from tracker.foundation.rest import waiting

pytestmark = pytest.mark.django_db
LOST: dict[str, tuple[Callable[[ApiToken], Any], int]] = {
    "revoked": (revoke_token, 401),
    "given another secret": (rotate_token, 401),
    "deleted": (lambda token: token.delete(), 401),
    "expired": (lambda token: change(token, expires_at=timezone.now()), 401),
    "narrowed to read": (lambda token: change(token, scopes=["read"]), 200),
    "owner switched off": (lambda token: User.objects.filter(pk=token.owner_id).update(is_active=False), 401),
    "owner out of the group": (lambda token: token.owner.groups.clear(), 200),
    "group without rights": (lambda token: ensure_curators_group().permissions.clear(), 200),
}
ENDED: dict[str, tuple[Callable[[APIClient, User], Any], int]] = {
    "logged out": (lambda client, user: client.session.flush(), 200),
    "switched off": (lambda client, user: User.objects.filter(pk=user.pk).update(is_active=False), 200),
    "out of the group": (lambda client, user: user.groups.clear(), 200),
    "another password": (lambda client, user: (user.set_password("another"), user.save()), 200),
}


def change(token: ApiToken, **values: Any) -> None:
    ApiToken.objects.filter(pk=token.pk).update(**values)


@pytest.fixture
def mara() -> User:
    user = User.objects.create_user("mara", password="a long enough one")
    user.groups.add(ensure_curators_group())
    return user


def polled(client: APIClient, lose: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The answer to a poll during which the right is lost, and then something happens that curators alone may see."""
    fill(1)
    last = Event.objects.latest("sequence").sequence

    def sleep(seconds: float) -> None:
        lose()
        hidden = fill(2)
        Incident.objects.filter(pk=hidden.pk).update(visibility=Visibility.INTERNAL)
        Event.objects.filter(sequence__gt=last).update(public=False)

    monkeypatch.setattr(waiting.time, "sleep", sleep)
    monkeypatch.setattr(waiting, "SECOND", 0.01)
    return client.get(f"{ROOT}/events?after={last}&wait=15")


@pytest.mark.parametrize("kind", LOST)
def test_a_token_that_loses_a_right_gets_nothing_by_it(mara: User, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lose, status = LOST[kind]
    issued = create_token(owner=mara, name="poll", scopes=[TokenScope.READ, TokenScope.CURATE])
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {issued.secret}")
    answer = polled(client, lambda: lose(issued.token), monkeypatch)
    assert answer.status_code == status
    assert not answer.json().get("results")


@pytest.mark.parametrize("kind", ENDED)
def test_a_session_that_loses_a_right_gets_nothing_by_it(
    mara: User, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose, status = ENDED[kind]
    client = APIClient()
    client.force_login(mara)
    answer = polled(client, lambda: lose(client, mara), monkeypatch)
    assert (answer.status_code, answer.json().get("results")) == (status, [])


def test_who_loses_nothing_gets_what_happened(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = APIClient()
    client.force_login(mara)
    assert polled(client, lambda: None, monkeypatch).json()["results"]
