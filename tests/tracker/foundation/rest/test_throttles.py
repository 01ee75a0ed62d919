"""Throttles: told in RateLimit headers, counted apart, and never a reason to be down."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory, override_settings
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, problem
from tracker.foundation.access.callers import address_of
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token

pytestmark = pytest.mark.django_db


@override_settings(THROTTLE_ANONYMOUS="2/hour")
def test_the_window_is_told_and_kept(anonymous: APIClient) -> None:
    left = []
    for _ in range(2):
        answer = anonymous.get(f"{ROOT}/regulators")
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"anonymous";q=2;w=3600'
        left.append(answer["RateLimit"].split(";")[1])
    assert left == ["r=1", "r=0"]
    refused = anonymous.get(f"{ROOT}/regulators")
    problem(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert refused["RateLimit"].startswith('"anonymous";r=0;t=')


@override_settings(THROTTLE_ANONYMOUS="1/hour", THROTTLE_TOKEN="2/hour")
def test_each_caller_has_a_window_of_its_own(anonymous: APIClient) -> None:
    first, second = client_with([TokenScope.READ], "mara"), client_with([TokenScope.READ], "rita")
    assert [first.get(f"{ROOT}/regulators").status_code for _ in range(3)] == [200, 200, 429]
    assert second.get(f"{ROOT}/regulators").status_code == 200
    assert anonymous.get(f"{ROOT}/regulators").status_code == 200
    assert anonymous.get(f"{ROOT}/regulators", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert anonymous.get(f"{ROOT}/regulators").status_code == 429


@override_settings(THROTTLE_TOKEN="4/hour")
def test_all_tokens_of_an_account_share_its_window(anonymous: APIClient, admin_user: Any) -> None:
    session = APIClient()
    session.force_login(admin_user)
    first = create_token(owner=admin_user, name="first", scopes=["read"])
    for minted_by in (None, first.token):
        child = create_token(owner=admin_user, name="child", scopes=["read"], issued_by=minted_by)
        anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {child.secret}")
        assert anonymous.get(f"{ROOT}/regulators").status_code == 200
        assert anonymous.post(f"{ROOT}/tokens/{child.token.pk}/revoke").status_code == 200
    anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {first.secret}")
    problem(anonymous.get(f"{ROOT}/regulators"), 429)
    problem(session.get(f"{ROOT}/regulators"), 429)
    assert client_with([TokenScope.READ], "rita").get(f"{ROOT}/regulators").status_code == 200


@override_settings(THROTTLE_ANONYMOUS="1/hour")
def test_a_cache_that_is_down_lets_requests_pass(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(type(cache._connections["default"]), "add", fail)  # type: ignore[attr-defined]
    assert [anonymous.get(f"{ROOT}/regulators").status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("proxied", "headers", "address"),
    [
        (False, {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "203.0.113.9"),
        (True, {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.1"}, "198.51.100.1"),
        (True, {"REMOTE_ADDR": "10.0.0.1"}, "10.0.0.1"),
        (False, {"REMOTE_ADDR": "2001:db8:1:2:3::4"}, "2001:db8:1:2::"),
        (False, {"REMOTE_ADDR": ""}, "unknown"),
    ],
)
def test_a_caller_cannot_choose_its_address(
    rf: RequestFactory, proxied: bool, headers: dict[str, str], address: str
) -> None:
    proxy = ("HTTP_X_FORWARDED_PROTO", "https") if proxied else None
    with override_settings(SECURE_PROXY_SSL_HEADER=proxy):
        assert address_of(rf.get("/", **headers)) == address  # type: ignore[arg-type]
