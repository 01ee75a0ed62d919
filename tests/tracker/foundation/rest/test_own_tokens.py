"""Tokens of one's own: bound to what their owner and their issuer may, for as long as that."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, grant, problem
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import TokenOver, create_token, revoke_token

pytestmark = pytest.mark.django_db
TOKENS, WHOAMI = f"{ROOT}/tokens", f"{ROOT}/whoami"
READ, SUBMIT, CURATE = "read", "submit", "curate"


def bearer(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def owner() -> User:
    user = User.objects.create_user("mara", password="x")
    grant(user, TokenScope)
    user.user_permissions.add(Permission.objects.get(codename="add_apitoken"))
    return User.objects.get(pk=user.pk)


def client_of(owner: User, *scopes: str, days: int | None = None) -> APIClient:
    expires = timezone.now() + dt.timedelta(days=days) if days else None
    return bearer(create_token(owner=owner, name="first", scopes=scopes, expires_at=expires).secret)


def issue(client: APIClient, **body: Any) -> Any:
    answer = client.post(TOKENS, {"name": "second", "scopes": [READ], **body})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_token_is_issued_used_listed_rotated_and_revoked(owner: User) -> None:
    client = client_of(owner, READ, CURATE)
    made = issue(client, scopes=[READ, CURATE])
    assert made["scopes"] == [READ, CURATE]
    assert ApiToken.objects.get(pk=made["id"]).digest not in str(made)
    second = bearer(made["secret"])
    assert second.get(WHOAMI).json()["token"]["id"] == made["id"]
    rows = client.get(TOKENS).json()["results"]
    assert [row["name"] for row in rows] == ["second", "first"]
    assert "secret" not in rows[0]
    assert rows[0]["last_used_at"]
    assert client.get(f"{TOKENS}/{made['id']}").json()["issued_by"] == rows[1]["id"]
    turned = client.post(f"{TOKENS}/{made['id']}/rotate").json()
    assert turned["secret"] != made["secret"]
    assert (turned["id"], turned["scopes"], turned["expires_at"]) == (made["id"], made["scopes"], made["expires_at"])
    problem(second.get(WHOAMI), 401)
    third = bearer(turned["secret"])
    assert third.get(WHOAMI).status_code == 200
    assert client.post(f"{TOKENS}/{made['id']}/revoke").json()["revoked_at"]
    problem(third.get(WHOAMI), 401)
    problem(client.post(f"{TOKENS}/{made['id']}/rotate"), 409)
    assert [row["id"] for row in client.get(f"{TOKENS}?revoked=true").json()["results"]] == [made["id"]]


def test_what_a_revoked_token_issued_goes_with_it_and_what_a_rotated_one_did_stays(owner: User) -> None:
    first = client_of(owner, READ)
    second = issue(first)
    third = issue(bearer(second["secret"]))
    turned = first.post(f"{TOKENS}/{second['id']}/rotate").json()
    assert bearer(third["secret"]).get(WHOAMI).status_code == 200  # another secret takes nothing back
    assert bearer(turned["secret"]).get(WHOAMI).status_code == 200
    assert first.post(f"{TOKENS}/{second['id']}/revoke").status_code == 200
    problem(bearer(third["secret"]).get(WHOAMI), 401)
    assert first.get(WHOAMI).status_code == 200


@pytest.mark.parametrize(
    ("scopes", "asked", "status"),
    [
        ([READ], [READ], 201),
        ([READ], [CURATE], 400),
        ([READ], [READ, SUBMIT], 400),
        ([READ, CURATE], [CURATE], 201),
        ([READ], [], 400),
        ([READ], ["all"], 400),
    ],
)
def test_no_token_issues_more_than_it_has(owner: User, scopes: list[str], asked: list[str], status: int) -> None:
    answer = client_of(owner, *scopes).post(TOKENS, {"name": "n", "scopes": asked})
    assert answer.status_code == status
    if status == 400:
        assert problem(answer, 400)["errors"][0]["pointer"].startswith("/scopes")


@pytest.mark.parametrize(("days", "taken"), [(None, True), (1, True), (9, True), (11, False), (-1, False)])
def test_no_token_issues_one_that_outlives_it(owner: User, days: int | None, taken: bool) -> None:
    client = client_of(owner, READ, days=10)
    until = None if days is None else (timezone.now() + dt.timedelta(days=days)).isoformat()
    answer = client.post(TOKENS, {"name": "n", "scopes": [READ], "expires_at": until})
    if taken:
        end = ApiToken.objects.get(name="first").expires_at
        assert dt.datetime.fromisoformat(answer.json()["expires_at"]) <= end  # type: ignore[operator]
    else:
        assert problem(answer, 400)["errors"][0]["pointer"] == "/expires_at"


def test_a_right_that_was_taken_away_is_not_given_on(owner: User) -> None:
    client = client_of(owner, READ, CURATE)
    owner.user_permissions.remove(Permission.objects.get(codename="scope_curate"))
    problem(client.post(TOKENS, {"name": "n", "scopes": [CURATE]}), 400)
    assert client.get(WHOAMI).json()["scopes"] == [READ]


def test_issuing_needs_the_permission_of_the_admin() -> None:
    client = client_with([TokenScope.READ], "rita")
    assert "access.add_apitoken" in problem(client.post(TOKENS, {"name": "n", "scopes": [READ]}), 403)["detail"]
    own = client.get(WHOAMI).json()["token"]["id"]
    assert client.post(f"{TOKENS}/{own}/rotate").json()["secret"]


def test_others_tokens_and_stronger_ones_are_not_there(owner: User) -> None:
    strong = create_token(owner=owner, name="strong", scopes=[CURATE]).token
    stranger = create_token(owner=User.objects.create_user("sam"), name="his", scopes=[READ]).token
    client = client_of(owner, READ)
    session = APIClient()
    session.force_login(owner)
    for token in (strong, stranger):
        for path in ("", "/rotate", "/revoke"):
            ask = client.get if not path else client.post
            problem(ask(f"{TOKENS}/{token.pk}{path}"), 404)
    assert [row["name"] for row in client.get(TOKENS).json()["results"]] == ["first"]
    assert {row["name"] for row in session.get(TOKENS).json()["results"]} == {"strong", "first"}
    problem(session.get(f"{TOKENS}/{stranger.pk}"), 404)
    assert session.post(f"{TOKENS}/{strong.pk}/revoke").status_code == 200


def test_a_token_of_any_scope_knows_itself(owner: User) -> None:
    for scope in TokenScope:
        told = client_of(owner, scope).get(WHOAMI).json()
        assert (told["account"], told["known_by"], told["scopes"]) == ("mara", "token", [scope.value])
    session = APIClient()
    session.force_login(owner)
    told = session.get(WHOAMI).json()
    assert (told["known_by"], told["token"], told["scopes"]) == ("session", None, sorted(TokenScope.values))
    problem(APIClient().get(WHOAMI), 401)
    problem(APIClient().get(TOKENS), 401)
    assert session.get(f"{ROOT}/").json()["whoami"].endswith(WHOAMI)


def test_the_admin_gives_a_new_secret_to_the_owner_alone(admin_user: User, owner: User) -> None:
    session = APIClient()
    session.force_login(admin_user)
    mine = create_token(owner=admin_user, name="mine", scopes=[READ])
    theirs = create_token(owner=owner, name="theirs", scopes=[READ])
    address = "/admin/access/apitoken/"
    for issued, status in ((mine, 201), (theirs, 302)):
        before = ApiToken.objects.get(pk=issued.token.pk).digest
        body = {"action": "rotate", "_selected_action": [issued.token.pk]}
        answer = session.post(address, body, format="multipart")
        assert answer.status_code == status
        assert (ApiToken.objects.get(pk=issued.token.pk).digest == before) is (status == 302)
    problem(bearer(mine.secret).get(WHOAMI), 401)


def test_a_secret_is_repeated_to_the_token_that_asked_for_it_alone(owner: User) -> None:
    first = client_of(owner, READ)
    child = bearer(issue(first)["secret"])
    body, headers = {"name": "third", "scopes": [READ]}, {"Idempotency-Key": "k-1"}
    made = first.post(TOKENS, body, headers=headers)
    assert first.post(TOKENS, body, headers=headers).json() == made.json()
    refusal = problem(child.post(TOKENS, body, headers=headers), 422)
    assert made.json()["secret"] not in str(refusal)
    turned = first.post(f"{TOKENS}/{made.json()['id']}/rotate", headers={"Idempotency-Key": "k-2"}).json()["secret"]
    again = child.post(f"{TOKENS}/{made.json()['id']}/rotate", headers={"Idempotency-Key": "k-2"})
    assert turned not in str(problem(again, 422))


def test_an_account_has_so_many_tokens_that_work(owner: User, settings: Any) -> None:
    settings.TOKENS_PER_OWNER = 3
    first = client_of(owner, READ)
    second, third = issue(first), issue(first)
    refusal = problem(bearer(second["secret"]).post(TOKENS, {"name": "fourth", "scopes": [READ]}), 409)
    assert "TOKENS_PER_OWNER" in refusal["detail"]
    assert ApiToken.objects.count() == 3
    first.post(f"{TOKENS}/{third['id']}/revoke")
    fourth = issue(first)
    ApiToken.objects.filter(pk=fourth["id"]).update(expires_at=timezone.now())
    issue(first)


def test_a_token_that_was_revoked_meanwhile_issues_nothing(owner: User) -> None:
    first = create_token(owner=owner, name="first", scopes=[READ]).token
    revoke_token(ApiToken.objects.get(pk=first.pk))
    with pytest.raises(TokenOver):
        create_token(owner=owner, name="second", scopes=[READ], issued_by=first)
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_issued_while_the_first_is_revoked_goes_as_well(owner: User) -> None:
    first = create_token(owner=owner, name="first", scopes=[READ]).token
    second = create_token(owner=owner, name="second", scopes=[READ], issued_by=first).token

    def revoke() -> bool:
        try:
            return revoke_token(first)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            third = create_token(owner=owner, name="third", scopes=[READ], issued_by=second).token
            revoking = pool.submit(revoke)
            wait([revoking], timeout=1)  # it waits for this transaction
        assert revoking.result(20)
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists(), third
