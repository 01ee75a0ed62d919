"""Who asks, by whatever they bring; and tokens of one's own and of others, over REST and in the admin."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api import ROOT, grant, problem
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db
TOKENS, WHOAMI = f"{ROOT}/tokens", f"{ROOT}/whoami"


def bearer(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def account(name: str, *scopes: str, issues: bool = True) -> User:
    user = User.objects.create_user(name, password="x")
    grant(user, [TokenScope(scope) for scope in scopes])
    if issues:
        user.user_permissions.add(Permission.objects.get(codename="add_apitoken"))
    return User.objects.get(pk=user.pk)


def session(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def mara(db: None) -> User:
    return account("mara", *TokenScope.values)


def test_who_asks_is_told_by_whatever_they_bring(mara: User) -> None:
    issued = create_token(owner=mara, name="a", scopes=["read"])
    revoked = create_token(owner=mara, name="b", scopes=["read"])
    revoke_token(revoked.token)
    expired = create_token(owner=mara, name="c", scopes=["read"], expires_at=timezone.now() - dt.timedelta(seconds=1))
    gone = create_token(owner=account("gone", "read"), name="d", scopes=["read"])
    User.objects.filter(username="gone").update(is_active=False)
    lost = create_token(owner=account("lost", "read", "curate"), name="e", scopes=["read", "curate"])
    User.objects.get(username="lost").user_permissions.clear()
    rows: list[tuple[str, str, int]] = [
        ("", "", 401),
        ("no scheme", issued.secret, 401),
        ("another scheme", f"Basic {issued.secret}", 401),
        ("small letters", f"bearer {issued.secret}", 200),
        ("blanks around", f"Bearer   {issued.secret}  ", 200),
        ("two tokens", f"Bearer {issued.secret} {issued.secret}", 401),
        ("one sign too many", f"Bearer {issued.secret}x", 401),
        ("in capitals", f"Bearer {issued.secret.upper()}", 401),
        ("its digest", f"Bearer {issued.token.digest}", 401),
        ("its first characters", f"Bearer {issued.token.prefix}", 401),
        ("revoked", f"Bearer {revoked.secret}", 401),
        ("expired", f"Bearer {expired.secret}", 401),
        ("of who is switched off", f"Bearer {gone.secret}", 401),
        ("of who lost all rights", f"Bearer {lost.secret}", 200),
        ("not ASCII", "Bearer pit_ü" + "x" * 42, 401),
        ("a NUL", f"Bearer {issued.secret[:-1]}\x00", 401),
        ("empty", "Bearer ", 401),
    ]
    wrong = []
    for name, header, status in rows:
        answer = APIClient().get(WHOAMI, headers={"Authorization": header} if header else {})
        if answer.status_code != status or (status == 401 and "WWW-Authenticate" not in answer.headers):
            wrong.append((name, answer.status_code, answer.content))
        if issued.secret in answer.content.decode() or "no-" not in answer["Cache-Control"]:
            wrong.append((name, "says a secret, or may be kept", answer.headers))
    assert wrong == []
    assert bearer(lost.secret).get(WHOAMI).json()["scopes"] in ([], ["read"])


def test_a_session_that_is_over_is_nobody(mara: User) -> None:
    client = session(mara)
    assert client.get(WHOAMI).json() == {
        "account": "mara",
        "known_by": "session",
        "scopes": sorted(TokenScope.values),
        "token": None,
    }
    assert client.get(WHOAMI, headers={"Authorization": "Bearer pit_" + "x" * 43}).status_code == 401  # not the session
    client.logout()
    problem(client.get(WHOAMI), 401)
    client = session(mara)
    User.objects.filter(pk=mara.pk).update(is_active=False)
    problem(client.get(WHOAMI), 401)


NOW = "2031-01-01T00:00:00Z"
BODIES: list[tuple[Any, str]] = [
    ({}, "/name"),
    ({"name": "", "scopes": ["read"]}, "/name"),
    ({"name": "x" * 101, "scopes": ["read"]}, "/name"),
    ({"name": "\u200b", "scopes": ["read"]}, "/name"),
    ({"name": "a\nb", "scopes": ["read"]}, "/name"),
    ({"name": "a", "scopes": []}, "/scopes"),
    ({"name": "a", "scopes": ["admin"]}, "/scopes/0"),
    ({"name": "a", "scopes": ["read"] * 5}, "/scopes"),
    ({"name": "a", "scopes": "read"}, "/scopes"),
    ({"name": "a", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
    ({"name": "a", "scopes": ["read"], "expires_at": "tomorrow"}, "/expires_at"),
    ({"name": "a", "scopes": ["read"], "expires_at": "9999-12-31T23:59:59-14:00"}, "/expires_at"),
    ({"name": "a", "scopes": ["read"], "expires_at": "0001-01-01T00:00:00+14:00"}, "/expires_at"),
    ({"name": "a", "scopes": ["read"], "owner": "rita"}, "/owner"),
    ({"name": "a", "scopes": ["read"], "issued_by": 1}, "/issued_by"),
]


def test_a_wrong_body_issues_nothing_and_names_the_field(mara: User) -> None:
    client = session(mara)
    wrong = []
    for body, pointer in BODIES:
        answer = client.post(TOKENS, body)
        if answer.status_code != 400 or answer.json()["errors"][0]["pointer"] != pointer:
            wrong.append((body, answer.status_code, answer.content))
    assert wrong == []
    assert ApiToken.objects.count() == 0


def test_the_tokens_of_others_are_not_there(mara: User) -> None:
    rita = account("rita", "read")
    hers, other = (create_token(owner=owner, name="x", scopes=["read"]) for owner in (rita, mara))
    sibling = create_token(owner=rita, name="sibling", scopes=["read"])
    superuser = session(User.objects.create_superuser("root", password="x"))
    missing = f"{TOKENS}/999999"
    for client in (bearer(hers.secret), session(rita), superuser):
        told = [
            client.generic(method, f"{address}{tail}")
            for method, tail in (("GET", ""), ("POST", "/rotate"), ("POST", "/revoke"))
            for address in (f"{TOKENS}/{other.token.pk}", missing)
        ]
        assert {answer.status_code for answer in told} == {404}
        assert len({answer.json()["detail"] for answer in told}) == 1
    assert bearer(hers.secret).post(f"{TOKENS}/{sibling.token.pk}/revoke").status_code == 404  # nor its own sister's
    assert [row["id"] for row in bearer(hers.secret).get(TOKENS).json()["results"]] == [hers.token.pk]
    for question in (f"prefix={other.token.prefix}", "name=x", "revoked=false", "used_before=2099-01-01T00:00:00Z"):
        rows = bearer(hers.secret).get(f"{TOKENS}?{question}").json()["results"]
        assert {row["id"] for row in rows} <= {hers.token.pk}, question
    assert bearer(other.secret).get(WHOAMI).status_code == 200
    for number in ("0", "-1", "1e3", "9" * 18, "9" * 19, "٣"):
        assert bearer(hers.secret).get(f"{TOKENS}/{number}").status_code == 404, number


def test_who_may_not_issue_cannot_by_any_way(mara: User) -> None:
    rita = account("rita", "read", issues=False)
    for client in (session(rita), bearer(create_token(owner=rita, name="x", scopes=["read"]).secret)):
        problem(client.post(TOKENS, {"name": "a", "scopes": ["read"]}), 403)
    narrow = bearer(create_token(owner=mara, name="x", scopes=["read"]).secret)
    for scope in ("curate", "submit", "webhooks"):
        problem(narrow.post(TOKENS, {"name": "a", "scopes": ["read", scope]}), 400)
    short = create_token(owner=mara, name="x", scopes=["read"], expires_at=timezone.now() + dt.timedelta(days=1))
    problem(bearer(short.secret).post(TOKENS, {"name": "a", "scopes": ["read"], "expires_at": NOW}), 400)
    last = bearer(short.secret).post(TOKENS, {"name": "a", "scopes": ["read"]}).json()["expires_at"]
    assert dt.datetime.fromisoformat(last) <= short.token.expires_at  # type: ignore[operator]
    problem(bearer(short.secret).post(f"{TOKENS}/{short.token.pk}/rotate", {"x": 1}), 400)
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(mara)
    problem(browser.post(TOKENS, {"name": "a", "scopes": ["read"]}), 403)


def test_the_admin_issues_lists_rotates_and_revokes_and_shows_a_secret_once(
    client: Client, settings: Any, mara: User
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    root = User.objects.create_superuser("root", password="x")
    client.force_login(root)
    page = "/admin/access/apitoken/"
    fields = {"name": "nightly", "scopes": ["read"], "expires_at_0": "2031-01-01", "expires_at_1": "00:00:00"}
    for wrong in ({"name": "\u200b"}, {"scopes": ["x"]}, {"scopes": []}, {"expires_at_0": "2001-01-01"}):
        refused = client.post(f"{page}add/", {**fields, **wrong})
        assert refused.status_code == 200
        assert "errorlist" in refused.content.decode(), wrong
    made = client.post(f"{page}add/", {**fields, "owner": mara.pk})  # for oneself, whatever is sent
    token = ApiToken.objects.get()
    assert (made.status_code, token.owner, token.expires_at) == (201, root, dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    [secret] = re.findall(r"pit_[\w-]{43}", made.content.decode())
    assert bearer(secret).get(WHOAMI).status_code == 200
    hers = create_token(owner=mara, name="of mara", scopes=["read"])
    shown = client.get(page).content.decode()
    assert "nightly" in shown
    assert not any(word in shown for word in (secret, token.digest, hers.token.digest))
    others = client.post(page, {"action": "rotate", "_selected_action": [hers.token.pk]}, follow=True)
    assert "Select one token of your own" in others.content.decode()
    turned = client.post(page, {"action": "rotate", "_selected_action": [token.pk]})
    [new] = re.findall(r"pit_[\w-]{43}", turned.content.decode())
    assert [bearer(each).get(WHOAMI).status_code for each in (secret, new, hers.secret)] == [401, 200, 200]
    client.post(page, {"action": "revoke", "_selected_action": [token.pk, hers.token.pk]})
    assert [bearer(each).get(WHOAMI).status_code for each in (new, hers.secret)] == [401, 401]
    client.force_login(mara)
    assert "nightly" not in client.get(page).content.decode()
    assert client.get(f"{page}{token.pk}/change/", follow=True).status_code in (200, 403, 404)
    client.post(page, {"action": "rotate", "_selected_action": [token.pk]})
    digest = ApiToken.objects.get(pk=token.pk).digest
    token.refresh_from_db()
    assert token.digest == digest
