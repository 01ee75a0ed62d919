"""The second factor: set up by its owner, asked for at each login, and nothing opens before it is given."""

import base64
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from tests.api import ROOT, problem
from tracker.foundation.access import authenticators
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import LoginAttempt, RecoveryCode, SecondFactor, TokenScope
from tracker.foundation.access.tokens import create_token

NOW = 1_900_000_015  # in the middle of a step
PASSWORD = "a long enough one"
PAGE, CODE = "/admin/second-factor/", "/admin/second-factor/code/"
DOORS = [
    f"/admin/{page}" for page in ("", "incidents/incident/", "password_change/", "access/apitoken/add/", "jsi18n/")
]


@pytest.fixture
def mara(db: None) -> User:
    user = User.objects.create_user("mara", password=PASSWORD, is_staff=True)
    user.groups.add(ensure_curators_group())
    return user


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authenticators, "time", SimpleNamespace(time=lambda: NOW))


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def enter(address: str = "/admin/") -> tuple[Client, Any]:
    client = Client()
    return client, client.post(f"/admin/login/?next={address}", {"username": "mara", "password": PASSWORD})


def code_of(key: str, steps: int = 0) -> str:
    totp = TOTP(base64.b32decode(key.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 - what apps speak
    return totp.generate(NOW + 30 * steps).decode()


def shown_key(page: Any) -> str:
    found = re.search(r'<code id="key">([A-Z2-7 ]+)</code>', page.content.decode())
    assert found
    return found[1]


def set_up(client: Client) -> tuple[str, list[str]]:
    """The key and the recovery codes."""
    key = shown_key(client.get(PAGE))
    answer = client.post(PAGE, {"password": PASSWORD, "code": code_of(key, -1)})
    assert answer.status_code == 201, answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return key, list(answer.context["codes"])


def closed(client: Client) -> bool:
    pages = [client.get(door) for door in DOORS]
    return all(page.status_code == 302 and "/admin/login/" in page["Location"] for page in pages)


def test_who_has_none_and_needs_none_goes_on_as_before(mara: User) -> None:
    client, _ = enter()
    assert client.get("/admin/").status_code == 200
    assert "Second factor" in client.get("/admin/").content.decode()


def test_it_is_set_up_with_the_password_and_a_code_and_the_page_has_no_script(mara: User) -> None:
    client, _ = enter()
    page = client.get(PAGE).content.decode()
    assert "<svg" in page
    assert re.findall(r"<script\b(?![^>]*src=)", page) == []
    key = shown_key(client.get(PAGE))
    assert client.post(PAGE, {"password": "wrong", "code": code_of(key)}).status_code == 200
    assert client.post(PAGE, {"password": PASSWORD, "code": "000000"}).status_code == 200
    assert not SecondFactor.objects.exists()
    _, codes = set_up(client)
    assert len(set(codes)) == 10
    assert client.get("/admin/").status_code == 200
    assert LogEntry.objects.get().change_message == "Second factor set up."


def test_neither_key_nor_codes_stand_plain_in_the_database(mara: User) -> None:
    client, _ = enter()
    key, codes = set_up(client)
    held = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    raw = base64.b32decode(key.replace(" ", ""))
    for plain in (
        key.replace(" ", ""),
        base64.b64encode(raw).decode(),
        raw.hex(),
        *(c.replace("-", "") for c in codes),
    ):
        assert plain not in held


def test_a_key_that_was_seen_in_one_session_is_of_no_use_to_another(mara: User) -> None:
    (thief, _), (owner, _) = enter(), enter()
    assert shown_key(thief.get(PAGE)) != shown_key(owner.get(PAGE))
    assert shown_key(owner.get(PAGE)) == shown_key(owner.get(PAGE))


def test_after_the_password_nothing_opens_but_the_code_and_the_logout(mara: User) -> None:
    key, _ = set_up(enter()[0])
    client, answer = enter("/admin/incidents/incident/")
    assert answer.status_code == 302
    assert closed(client)
    led = client.get("/admin/login/?next=/admin/incidents/incident/")
    assert led["Location"] == f"{CODE}?next=%2Fadmin%2Fincidents%2Fincident%2F"
    assert client.get(PAGE).status_code == 302, "nor another authenticator"
    before = client.session.session_key
    answer = client.post(led["Location"], {"code": code_of(key)})
    assert answer["Location"] == "/admin/incidents/incident/"
    assert client.session.session_key != before
    assert client.get("/admin/").status_code == 200
    other, _ = enter()
    other.post("/admin/logout/")
    assert not other.session.get("_auth_user_id")


def test_the_code_leads_to_no_other_site(mara: User) -> None:
    key, _ = set_up(enter()[0])
    client, _ = enter()
    assert client.post(f"{CODE}?next=//evil.example/", {"code": code_of(key)})["Location"] == "/admin/"


def test_the_session_opens_nothing_over_rest_either(mara: User, settings: Any) -> None:
    settings.ANONYMOUS_READ = False
    set_up(enter()[0])
    client, _ = enter()
    browser = APIClient()
    browser.cookies = client.cookies
    for address in ("incidents", "webhooks/endpoints", "events"):
        assert problem(browser.get(f"{ROOT}/{address}"), 403)["type"] == "/api/problems/second-factor-needed"
    token = create_token(owner=mara, name="a program", scopes=[TokenScope.READ]).secret
    assert browser.get(f"{ROOT}/incidents", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_who_needs_one_is_led_to_it_and_nowhere_else(mara: User, required: None) -> None:
    client, _ = enter()
    assert closed(client)
    assert client.get("/admin/login/")["Location"] == PAGE
    browser = APIClient()
    browser.cookies = client.cookies
    problem(browser.get(f"{ROOT}/incidents"), 403)
    set_up(client)
    assert client.get("/admin/").status_code == 200
    assert browser.get(f"{ROOT}/incidents").status_code in (200, 403)


@pytest.mark.parametrize(
    ("staff", "permission", "needed"),
    [(True, None, True), (False, "scope_curate", True), (False, None, False)],
)
def test_it_is_demanded_of_staff_and_of_whoever_may_curate(
    staff: bool, permission: str | None, needed: bool, required: None, db: None
) -> None:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("rita", password=PASSWORD, is_staff=staff)
    if permission:
        user.user_permissions.add(Permission.objects.get(codename=permission))
    browser = APIClient()
    browser.force_login(user)
    answer = browser.get(f"{ROOT}/incidents")
    assert (answer.status_code == 403) is needed


def test_a_code_is_taken_once(mara: User) -> None:
    key, _ = set_up(enter()[0])
    code = code_of(key)
    first, second = enter()[0], enter()[0]
    assert first.post(CODE, {"code": code}).status_code == 302
    answer = second.post(CODE, {"code": code})
    assert "used before" in answer.content.decode()
    assert second.post(CODE, {"code": code_of(key, -1)}).status_code == 200, "nor an older one after it"
    assert closed(second)


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_refused(mara: User, steps: int) -> None:
    key, _ = set_up(enter()[0])
    client, _ = enter()
    assert client.post(CODE, {"code": code_of(key, steps)}).status_code == 200


def test_codes_are_limited_and_the_password_does_not_set_the_count_back(mara: User) -> None:
    key, _ = set_up(enter()[0])
    for _ in range(5):
        client, _ = enter()
        assert "no code of now" in client.post(CODE, {"code": "000000"}).content.decode()
    client, _ = enter()
    assert "too many wrong tries" in client.post(CODE, {"code": code_of(key)}).content.decode()
    assert closed(client)


def test_guessing_codes_from_many_addresses_is_limited_too(mara: User) -> None:
    key, _ = set_up(enter()[0])
    client, _ = enter()
    for number in range(10):
        client.post(CODE, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{number}")
    answer = client.post(CODE, {"code": code_of(key)}, REMOTE_ADDR="203.0.113.99")
    assert "too many wrong tries" in answer.content.decode()


def test_a_recovery_code_stands_in_once(mara: User) -> None:
    _, codes = set_up(enter()[0])
    client, _ = enter()
    assert client.post(CODE, {"code": codes[3].upper()}).status_code == 302
    assert client.get("/admin/").status_code == 200
    again, _ = enter()
    assert again.post(CODE, {"code": codes[3]}).status_code == 200
    assert "9 recovery codes left" in client.get(PAGE).content.decode()


def test_new_recovery_codes_make_the_old_ones_void(mara: User) -> None:
    client, _ = enter()
    key, codes = set_up(client)
    answer = client.post(PAGE, {"password": PASSWORD, "code": code_of(key), "what": "codes"})
    assert answer.status_code == 201
    assert not set(answer.context["codes"]) & set(codes)
    again, _ = enter()
    assert again.post(CODE, {"code": codes[0]}).status_code == 200
    assert again.post(CODE, {"code": answer.context["codes"][0]}).status_code == 302


def test_taking_it_away_asks_for_password_and_code(mara: User) -> None:
    client, _ = enter()
    key, _ = set_up(client)
    client.post(PAGE, {"password": "wrong", "code": code_of(key), "what": "remove"})
    client.post(PAGE, {"password": PASSWORD, "code": "000000", "what": "remove"})
    assert SecondFactor.objects.exists()
    client.post(PAGE, {"password": PASSWORD, "code": code_of(key), "what": "remove"})
    assert not SecondFactor.objects.exists()


def test_a_session_that_is_older_than_the_second_factor_has_to_give_it(mara: User) -> None:
    old, _ = enter()
    set_up(enter()[0])
    assert closed(old)


def test_a_command_resets_it_and_leaves_its_reason(mara: User, required: None) -> None:
    client, _ = enter()
    set_up(client)
    call_command("reset_second_factor", "mara", "--reason", "the phone was lost; she came in person")
    assert "the phone was lost" in LogEntry.objects.latest("pk").change_message
    assert closed(client), "a session that had given it is led to set one up"
    assert client.get("/admin/login/")["Location"] == PAGE


@pytest.mark.parametrize(
    ("name", "reason", "sentence"),
    [("nobody", "lost", "no user called"), ("mara", "lost", "has no second factor"), ("mara", " ", "must say why")],
)
def test_the_command_refuses_with_a_sentence(mara: User, name: str, reason: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("reset_second_factor", name, "--reason", reason)
    assert refused.value.returncode == 2


def test_wrong_codes_are_counted_and_rows_say_of_what_kind(mara: User, metrics: Callable[[], str]) -> None:
    set_up(enter()[0])
    client, _ = enter()
    client.post(CODE, {"code": "000000"})
    assert 'tracker_logins_total{outcome="code_failed"} 1.0' in metrics()
    assert LoginAttempt.objects.filter(kind="code", succeeded=False).count() == 1


def test_an_admin_page_costs_no_query_more(mara: User, django_assert_max_num_queries: Any) -> None:
    client, _ = enter()
    set_up(client)
    with django_assert_max_num_queries(2):  # the session; the account with its second factor
        client.get("/admin/jsi18n/")


def test_nobody_sees_the_rows_in_the_admin(mara: User) -> None:
    for name in ("loginattempt", "recoverycode", "secondfactor", "logintally"):
        assert not mara.has_perm(f"access.view_{name}")
    assert authenticators.device_of(mara) is None
