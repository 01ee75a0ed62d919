"""Passwords are limited, and each try is logged, at every door that takes one."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import structlog
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from structlog.testing import CapturingLogger

from tracker.foundation.access import limits
from tracker.foundation.access.models import LoginAttempt

PASSWORD = "a long enough one"
LOGIN, WRONG = "/admin/login/", "not the one"


@pytest.fixture
def mara(db: None) -> User:
    return User.objects.create_superuser("mara", password=PASSWORD)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> CapturingLogger:
    """The lines about logins, as structlog gets them."""
    written = CapturingLogger()
    monkeypatch.setattr(limits, "log", structlog.wrap_logger(written, processors=[lambda _, __, event: ((), event)]))
    return written


def enter(name: str = "mara", password: str = WRONG, address: str = "203.0.113.9", client: Any = None) -> Any:
    return (client or Client()).post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def error_of(answer: Any) -> str:
    return " ".join(answer.context["form"].non_field_errors()) if answer.context else ""


def passed(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def test_after_some_wrong_passwords_not_even_the_right_one_is_taken_for_a_while(mara: User) -> None:
    for _ in range(5):
        assert "Please enter the correct" in error_of(enter())
    assert "too many wrong tries. Try again in 15 minutes" in error_of(enter(password=PASSWORD))
    LoginAttempt.objects.update(made_at=timezone.now() - dt.timedelta(seconds=901))
    assert passed(enter(password=PASSWORD))


def test_a_refused_try_makes_the_lock_no_longer(mara: User) -> None:
    for _ in range(20):
        enter()
    assert LoginAttempt.objects.count() == 5


def test_an_account_that_is_not_there_is_answered_like_one_that_is(mara: User) -> None:
    answers = {name: [error_of(enter(name)) for _ in range(7)] for name in ("mara", "nobody")}
    assert answers["mara"] == answers["nobody"]
    assert "too many" in answers["nobody"][-1]


def test_an_attacker_elsewhere_keeps_nobody_out_who_comes_from_where_they_always_come(mara: User, settings) -> None:
    settings.LOGIN_FAILURES_PER_ACCOUNT = 8
    assert passed(enter(password=PASSWORD, address="198.51.100.1"))
    for number in range(8):
        enter(address=f"203.0.113.{number}")
    assert "too many" in error_of(enter(password=PASSWORD, address="203.0.113.99"))
    assert passed(enter(password=PASSWORD, address="198.51.100.1"))


def test_one_address_may_not_try_one_account_after_another(mara: User, settings) -> None:
    settings.LOGIN_FAILURES_PER_ADDRESS = 10
    for number in range(10):
        assert "Please enter" in error_of(enter(f"user{number}"))
    assert "too many" in error_of(enter("user11"))
    assert "Please enter" in error_of(enter("user11", address="203.0.113.10"))


def test_an_emptied_cache_forgets_no_failure(mara: User) -> None:
    for _ in range(5):
        enter()
        cache.clear()
    assert "too many" in error_of(enter(password=PASSWORD))


def test_a_login_takes_the_failures_of_its_address_off_the_count(mara: User) -> None:
    for _ in range(3):
        for _ in range(4):
            enter()
        assert passed(enter(password=PASSWORD))


def test_behind_a_proxy_the_caller_is_counted_and_not_the_proxy(mara: User, settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client(REMOTE_ADDR="10.0.0.1")

    def forwarded(chain: str, password: str = WRONG) -> Any:
        form = {"username": "mara", "password": password}
        return client.post(LOGIN, form, headers={"X-Forwarded-For": chain})

    for number in range(5):
        forwarded(f"1.2.3.{number}, 203.0.113.9")  # what the caller says of itself counts for nothing
    assert "too many" in error_of(forwarded("9.9.9.9, 203.0.113.9", PASSWORD))
    assert passed(forwarded("203.0.113.9, 198.51.100.7", PASSWORD))


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_do_not_all_pass_on_the_same_count() -> None:
    User.objects.create_superuser("mara", password=PASSWORD)
    together = Barrier(12)
    looked: list[int] = []

    def guess(number: int) -> None:
        try:
            together.wait()
            limits.begin(None, "mara")
            looked.append(number)
        except limits.TooManyFailures:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, range(12)))
    assert len(looked) <= 5


def test_the_form_that_changes_a_password_is_a_door_like_the_login(mara: User, client: Client) -> None:
    client.force_login(mara)
    form = {"old_password": "wrong", "new_password1": "another long one", "new_password2": "another long one"}
    for _ in range(5):
        answer = client.post("/admin/password_change/", form)
        assert "old password was entered incorrectly" in answer.content.decode()
    answer = client.post("/admin/password_change/", {**form, "old_password": PASSWORD})
    assert "too many wrong tries" in answer.content.decode()
    mara.refresh_from_db()
    assert mara.check_password(PASSWORD)


def test_whatever_asks_for_a_password_is_limited(mara: User, rf: RequestFactory) -> None:
    for _ in range(5):
        assert authenticate(rf.get("/"), username="mara", password="wrong") is None
    assert authenticate(rf.get("/"), username="mara", password=PASSWORD) is None


def test_rest_takes_no_password(mara: User, client: Client) -> None:
    basic = "Basic bWFyYTphIGxvbmcgZW5vdWdoIG9uZQ=="
    assert client.get("/api/v1/webhooks/endpoints", headers={"Authorization": basic}).status_code == 401


def test_each_try_is_a_line_with_name_and_address_and_without_the_password(mara: User, lines: CapturingLogger) -> None:
    enter(password="not-the-one")
    enter(password=PASSWORD)
    enter(name="x\n" + "y" * 500, password="not-the-one")
    for _ in range(5):
        enter(name="z", password="not-the-one")
    enter(name="z", password="not-the-one")
    seen = [call.kwargs for call in lines.calls]
    assert {line["address"] for line in seen} == {"203.0.113.9"}
    assert [(line["outcome"], line["user"][:4]) for line in (*seen[:3], seen[-1])] == [
        ("password_failed", "mara"),
        ("password_succeeded", "mara"),
        ("password_failed", "x\N{REPLACEMENT CHARACTER}yy"),
        ("password_refused", "z"),
    ]
    assert max(len(line["user"]) for line in seen) == 150
    assert PASSWORD not in str(seen)
    assert "not-the-one" not in str(seen)


def test_no_row_says_whose_name_was_typed_or_from_where(mara: User) -> None:
    enter()
    held = str(list(LoginAttempt.objects.values()))
    assert "mara" not in held
    assert "203.0.113.9" not in held


def test_logins_are_counted_in_the_metrics(mara: User, metrics: Callable[[], str]) -> None:
    for _ in range(6):
        enter()
    enter(password=PASSWORD, address="198.51.100.1")
    page = metrics()
    for outcome, count in (("password_failed", 5), ("password_refused", 1), ("password_succeeded", 1)):
        assert f'tracker_logins_total{{outcome="{outcome}"}} {count}.0' in page


# --- Sessions


def test_a_login_leads_to_no_other_site(mara: User) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        form = {"username": "mara", "password": PASSWORD, "next": elsewhere}
        assert Client().post(f"{LOGIN}?next={elsewhere}", form)["Location"] == "/admin/"


def test_a_session_is_a_new_one_after_the_login_and_gone_after_the_logout(mara: User, client: Client, settings) -> None:
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    assert passed(enter(password=PASSWORD, client=client))
    after = client.cookies[settings.SESSION_COOKIE_NAME]
    assert after.value != before
    assert int(after["max-age"]) == settings.SESSION_COOKIE_AGE == 43_200
    assert not Session.objects.filter(session_key=before).exists()
    client.post("/admin/logout/")
    assert not Session.objects.filter(session_key=after.value).exists()


def test_a_new_password_ends_the_other_sessions(mara: User, client: Client) -> None:
    other = Client()
    client.force_login(mara)
    other.force_login(mara)
    form = {"old_password": PASSWORD, "new_password1": "another long one", "new_password2": "another long one"}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_no_page_sends_a_password_by_mail() -> None:
    names = {str(name) for name in get_resolver().reverse_dict}
    assert not {name for name in names if "password_reset" in name}
