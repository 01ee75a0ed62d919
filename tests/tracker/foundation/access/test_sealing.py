"""Secrets at rest: encrypted by a key of the settings, which can be changed without losing one."""

import json
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from incidents.webhooks.models import Endpoint, EndpointSecret
from incidents.webhooks.signing import new_secret
from tests.api import ROOT, client_with, problem
from tracker.foundation.access import rotation
from tracker.foundation.access.authenticators import new_key
from tracker.foundation.access.models import IdempotencyKey, SecondFactor, TokenScope
from tracker.foundation.access.sealing import SecretUnreadable, is_current, seal, seal_bytes, unseal, unseal_bytes

MIGRATIONS = (
    "incidents.webhooks.migrations.0013_encrypt_signing_secrets",
    "tracker.foundation.access.migrations.0003_encrypt_stored_answers",
)
OLD, NEW, OTHER = "o" * 60, "n" * 60, "x" * 60


def test_a_secret_is_read_back_and_does_not_show() -> None:
    sealed = seal("whsec_hush", "one purpose")
    assert "hush" not in sealed
    assert unseal(sealed, "one purpose") == "whsec_hush"
    assert seal("whsec_hush", "one purpose") != sealed
    assert unseal_bytes(seal_bytes(b"\x00\xff", "one purpose"), "one purpose") == b"\x00\xff"


def test_what_was_encrypted_for_one_purpose_is_not_read_for_another() -> None:
    with pytest.raises(SecretUnreadable, match="altered"):
        unseal(seal("whsec_hush", "one purpose"), "another")


def test_a_secret_that_was_altered_is_refused() -> None:
    sealed = seal("whsec_hush", "one purpose")
    with pytest.raises(SecretUnreadable, match="altered"):
        unseal(sealed[:-6] + "AAAA==", "one purpose")


def test_what_stands_plain_from_before_is_read_as_it_is() -> None:
    assert unseal("whsec_plain", "one purpose") == "whsec_plain"


def test_without_a_key_of_its_own_the_secret_key_encrypts_and_its_fallbacks_read(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    sealed = seal("hush", "p")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert unseal(sealed, "p") == "hush"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretUnreadable, match="SECRETS_KEY_FALLBACKS"):
        unseal(sealed, "p")


def test_setting_a_key_for_the_first_time_and_changing_it_loses_nothing(settings: Any) -> None:
    before = seal("hush", "p")
    settings.SECRETS_KEY = OLD
    assert unseal(before, "p") == "hush"
    sealed = seal("hush", "p")
    settings.SECRETS_KEY, settings.SECRETS_KEY_FALLBACKS = NEW, [OLD]
    assert unseal(sealed, "p") == "hush"
    settings.SECRET_KEY = OTHER  # the one may change without the other
    assert unseal(sealed, "p") == "hush"


def test_the_error_names_no_key(settings: Any) -> None:
    settings.SECRETS_KEY = OLD
    sealed = seal("hush", "p")
    settings.SECRETS_KEY = NEW
    with pytest.raises(SecretUnreadable) as refused:
        unseal(sealed, "p")
    for key in (OLD, NEW, "hush"):
        assert key not in str(refused.value)


# --- Every column


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("mara")


@pytest.fixture
def secrets(owner: User) -> list[str]:
    endpoint = Endpoint.objects.create(owner=owner, url="https://hooks.example/")
    held = [new_secret() for _ in range(7)]
    for secret in held:
        EndpointSecret(endpoint=endpoint, secret=secret).save()
    SecondFactor.objects.create(user=owner, sealed=new_key(), mark="m")
    now = timezone.now()
    body = seal_bytes(b'{"secret": "whsec_x"}', "stored answers")
    common = {"method": "POST", "path": "/", "body_digest": "", "created_at": now, "leased_until": now}
    IdempotencyKey.objects.create(user=owner, key="k", status=201, body=body, **common)
    return held


def rotated() -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("rotate_secrets", stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_rotation_covers_every_column_and_the_old_key_may_go(secrets: list[str], settings: Any) -> None:
    settings.SECRETS_KEY = NEW
    printed, code = rotated()
    assert code == 0
    assert "webhooks.EndpointSecret.sealed: 7 encrypted anew" in printed
    assert "access.SecondFactor.sealed: 1 encrypted anew" in printed
    assert "access.IdempotencyKey.body: 1 encrypted anew" in printed
    settings.SECRET_KEY = OTHER
    assert sorted(row.secret for row in EndpointSecret.objects.all()) == sorted(secrets)
    assert unseal_bytes(bytes(IdempotencyKey.objects.get().body), "stored answers") == b'{"secret": "whsec_x"}'
    assert "7 were already" in rotated()[0]


def test_a_rotation_that_was_stopped_goes_on_where_it_was(secrets: list[str], settings: Any) -> None:
    settings.SECRETS_KEY = NEW
    fields = {field.purpose: (model, field) for model, field in rotation.sealed_columns()}
    model, field = fields["webhook signing secrets"]
    rotation._portion(model, field, 0, 3, rotation.Rotated("first portion"))
    assert [is_current(row.sealed) for row in EndpointSecret.objects.order_by("pk")] == [True] * 3 + [False] * 4
    assert "EndpointSecret.sealed: 4 encrypted anew, 3 were already" in rotated()[0]


def test_a_secret_that_cannot_be_read_is_told_and_stops_no_other(secrets: list[str], settings: Any) -> None:
    settings.SECRETS_KEY = OLD
    endpoint = Endpoint.objects.get()
    EndpointSecret(endpoint=endpoint, secret=new_secret()).save()
    settings.SECRETS_KEY = NEW
    printed, code = rotated()
    assert "7 encrypted anew, 0 were already, 1 cannot be read" in printed
    assert code == 2


def test_a_lost_key_is_found_before_the_start(secrets: list[str], settings: Any) -> None:
    def found() -> list[str]:
        return [str(each.msg) for each in checks.run_checks(databases=["default"]) if each.id == "tracker.E003"]

    assert found() == []
    settings.SECRET_KEY = OTHER
    assert found() == [
        "access.IdempotencyKey.body cannot be read.",
        "access.SecondFactor.sealed cannot be read.",
        "webhooks.EndpointSecret.sealed cannot be read.",
    ]


def test_no_table_holds_the_secret_of_a_new_endpoint(db: None) -> None:
    client = client_with(TokenScope)
    answer = client.post(
        f"{ROOT}/webhooks/endpoints", {"url": "https://hooks.example/"}, headers={"Idempotency-Key": "k-1"}
    )
    secret = json.loads(answer.content)["secret"]
    with connection.cursor() as cursor:
        held = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own
            held += str([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor])
    assert secret not in held
    assert secret.removeprefix("whsec_") not in held
    again = client.post(
        f"{ROOT}/webhooks/endpoints", {"url": "https://hooks.example/"}, headers={"Idempotency-Key": "k-1"}
    )
    assert (again.status_code, json.loads(again.content)["secret"]) == (201, secret)


def test_an_answer_that_cannot_be_read_any_more_is_not_made_twice(db: None, settings: Any) -> None:
    client = client_with(TokenScope)
    for key, status in ((OLD, 201), (NEW, 422)):
        settings.SECRET_KEY = key
        answer = client.post(f"{ROOT}/incidents", {"title": "A leak"}, headers={"Idempotency-Key": "k-1"})
        assert answer.status_code == status
    assert "cannot be read" in problem(answer, 422)["detail"]


@pytest.mark.django_db
def test_what_stood_plain_is_encrypted_by_the_migrations_and_comes_back_by_their_reverse() -> None:
    """By what the migrations do to rows, on the tables of today, which hold the same columns: going back takes long."""
    secrets, answers = (import_module(name) for name in MIGRATIONS)
    user = User.objects.create(username="mara")
    endpoint = Endpoint.objects.create(owner=user, url="https://Hooks.example/a")
    secret = new_secret()
    EndpointSecret.objects.create(endpoint=endpoint, sealed=secret)
    now = timezone.now()
    common = {"method": "POST", "path": "/", "body_digest": "", "created_at": now, "leased_until": now}
    IdempotencyKey.objects.create(user=user, key="k", status=201, body=b"{}", **common)
    for change in (secrets.encrypt, secrets.name_hosts, answers.encrypt):
        change(apps, None)
    [row], [answer] = EndpointSecret.objects.all(), IdempotencyKey.objects.all()
    assert (row.secret, is_current(row.sealed)) == (secret, True)
    assert (unseal_bytes(bytes(answer.body), "stored answers"), is_current(bytes(answer.body))) == (b"{}", True)
    assert Endpoint.objects.get().host == "hooks.example"
    for change in (secrets.decrypt, answers.decrypt):
        change(apps, None)
    assert EndpointSecret.objects.get().sealed == secret
    assert bytes(IdempotencyKey.objects.get().body) == b"{}"
