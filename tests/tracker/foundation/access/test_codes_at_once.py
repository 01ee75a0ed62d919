"""Codes of the second factor, given or made by several requests at the same moment."""

import base64
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import RequestFactory

from tracker.foundation.access.authenticators import check_code, new_key, new_recovery_codes
from tracker.foundation.access.models import CODES, SecondFactor
from tracker.foundation.access.sealing import unseal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device() -> SecondFactor:
    owner = User.objects.create_user("mara")
    return SecondFactor.objects.create(user=owner, sealed=new_key(), mark=secrets.token_hex(16), last_step=0)


def in_own_connection(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    finally:
        connection.close()


def code_of(device: SecondFactor) -> str:
    key = base64.b64decode(unseal(device.sealed, CODES))
    return TOTP(key, 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303 - what apps speak


@pytest.mark.parametrize("kind", ["recovery", "authenticator"])
def test_of_many_requests_with_one_code_one_gets_in(device: SecondFactor, kind: str) -> None:
    code = new_recovery_codes(device)[0] if kind == "recovery" else code_of(device)
    together = Barrier(4)

    def give() -> bool:
        row, request = SecondFactor.objects.select_related("user").get(pk=device.pk), RequestFactory().post("/")
        together.wait(timeout=30)
        return check_code(request, row, code)

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(in_own_connection, give) for _ in range(4)]
    assert sorted(answer.result() for answer in answers) == [False, False, False, True]


def test_of_codes_that_were_made_twice_at_once_the_last_alone_hold(device: SecondFactor) -> None:
    new_recovery_codes(device)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            new_recovery_codes(device)
            other = pool.submit(in_own_connection, lambda: new_recovery_codes(device))
            with pytest.raises(TimeoutError):
                other.result(timeout=0.5)
        other.result(timeout=30)
    assert device.recovery_codes.count() == 10
