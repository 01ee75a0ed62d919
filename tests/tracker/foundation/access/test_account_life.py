"""An account's whole life: what it can do at each step by its session, by a full token and by a narrow one.

One session, opened once, and two tokens, made once, live through all of it: each step takes effect at the next request.
What the account's webhook endpoints are sent at the same steps is the fan-out's matter and has a table of its own
beside the fan-out's tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from incidents.models import Incident
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from tests.api import ROOT, fill, grant
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import create_token

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"


@dataclass
class Life:
    """The account, and the three ways in which it comes."""

    public: Incident
    internal: Incident
    session: APIClient = field(default_factory=APIClient)
    full: APIClient = field(default_factory=APIClient)
    narrow: APIClient = field(default_factory=APIClient)

    @property
    def user(self) -> User:
        """As the database has it now."""
        return User.objects.get(username="mara")

    def set(self, **flags: bool) -> None:
        """Change the account's own columns."""
        User.objects.filter(username="mara").update(**flags)


def make(_: Life) -> None:
    User.objects.create_user("mara", password=PASSWORD)


def give_directly(life: Life) -> None:
    grant(life.user, [TokenScope.SUBMIT])


def log_in(life: Life) -> None:
    assert life.session.login(username="mara", password=PASSWORD)


def make_staff(life: Life) -> None:
    life.set(is_staff=True)


def give_by_group(life: Life) -> None:
    life.user.groups.add(ensure_curators_group())


def make_tokens_and_endpoint(life: Life) -> None:
    for client, scopes in ((life.full, list(TokenScope)), (life.narrow, [TokenScope.READ, TokenScope.SUBMIT])):
        secret = create_token(owner=life.user, name="a program", scopes=scopes).secret
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    create_endpoint(EndpointDraft("https://hooks.example/mara"), owner=life.user, scopes=TokenScope.values)


def rob_of_group(life: Life) -> None:
    life.user.groups.clear()


def rob_of_the_rest(life: Life) -> None:
    life.user.user_permissions.clear()


def rob_of_staff(life: Life) -> None:
    life.set(is_staff=False)


def rob_the_group(_: Life) -> None:
    group = ensure_curators_group()
    taken = ["scope_curate", "view_incident", "change_incident"]  # whoever may change it may see it
    group.permissions.remove(*group.permissions.filter(codename__in=taken))


def fill_the_group(_: Life) -> None:
    ensure_curators_group()


def make_superuser(life: Life) -> None:
    life.set(is_superuser=True)


def take_superuser(life: Life) -> None:
    life.set(is_superuser=False)


def switch_off(life: Life) -> None:
    life.set(is_active=False)


def switch_on(life: Life) -> None:
    life.set(is_active=True)


def revoke_the_full_token(life: Life) -> None:
    token = ApiToken.objects.filter(owner=life.user).order_by("pk")[0]
    assert set(token.scopes) == set(TokenScope)
    token.revoked_at = token.created_at
    token.save()


def delete(life: Life) -> None:
    life.user.delete()


# Where anonymous readers read nothing.
#   P  reads what is public            C  curates                  A  logs into the admin
#   I  reads what is internal          E  manages endpoints        H  sees the internal incident in the admin
#   S  submits
STEPS: list[tuple[Callable[[Life], None], str, str, str]] = [
    # then                     session    full token narrow token
    (make,                     "-------", "-------", "-------"),
    (give_directly,            "-------", "-------", "-------"),
    (log_in,                   "P-S----", "-------", "-------"),
    (give_by_group,            "PISCE--", "-------", "-------"),
    (make_staff,               "PISCEAH", "-------", "-------"),
    (make_tokens_and_endpoint, "PISCEAH", "PISCE--", "P-S----"),
    (rob_of_staff,             "PISCE--", "PISCE--", "P-S----"),
    (make_staff,               "PISCEAH", "PISCE--", "P-S----"),
    (rob_of_group,             "P-S--A-", "P-S----", "P-S----"),
    (rob_of_the_rest,          "P----A-", "P------", "P------"),
    (give_by_group,            "PISCEAH", "PISCE--", "P-S----"),
    (rob_the_group,            "P-S-EA-", "P-S-E--", "P-S----"),
    (fill_the_group,           "PISCEAH", "PISCE--", "P-S----"),
    (switch_off,               "-------", "-------", "-------"),
    (switch_on,                "PISCEAH", "PISCE--", "P-S----"),
    (rob_of_group,             "P----A-", "P------", "P------"),
    (make_superuser,           "PISCEAH", "PISCE--", "P-S----"),
    (switch_off,               "-------", "-------", "-------"),
    (switch_on,                "PISCEAH", "PISCE--", "P-S----"),
    (take_superuser,           "P----A-", "P------", "P------"),
    (give_by_group,            "PISCEAH", "PISCE--", "P-S----"),
    (revoke_the_full_token,    "PISCEAH", "-------", "P-S----"),
    (delete,                   "-------", "-------", "-------"),
]  # fmt: skip


def abilities(life: Life, client: APIClient, step: int) -> str:
    """The letters of what this client can do now."""
    page = {"url": f"https://paper.example/{id(client)}/{step}", "title": "A leak", "text": "Northwind lost 5 books."}
    asked = {
        "P": lambda: client.get(f"{ROOT}/incidents/{life.public.reference}"),
        "I": lambda: client.get(f"{ROOT}/incidents/{life.internal.reference}"),
        "S": lambda: client.post(f"{ROOT}/articles", page),
        "C": lambda: client.post(f"{ROOT}/incidents", {"title": f"Step {step} of {id(client)}"}),
        "E": lambda: client.get(f"{ROOT}/webhooks/endpoints"),
        "A": lambda: client.get(reverse("admin:index")),
        "H": lambda: client.get(reverse("admin:incidents_incident_change", args=[life.internal.pk])),
    }
    return "".join(letter if _did(ask()) else "-" for letter, ask in asked.items())


def _did(answer: Any) -> bool:
    assert answer.status_code < 500, answer.content
    assert answer.status_code in (200, 201, 202, 302, 401, 403, 404), answer.content
    return bool(answer.status_code < 300)


def logs_in_anew() -> bool:
    """Whether the name and the password open the admin to a new browser."""
    browser = Client()
    browser.post(reverse("admin:login"), {"username": "mara", "password": PASSWORD})
    return browser.get(reverse("admin:index")).status_code == 200


def test_each_step_of_an_account_s_life_takes_effect_at_the_next_request(settings: Any) -> None:
    settings.ANONYMOUS_READ = False
    settings.THROTTLE_BAD_TOKENS = settings.THROTTLE_ANONYMOUS = "1000/minute"
    settings.LOGIN_FAILURES = settings.LOGIN_FAILURES_PER_ADDRESS = settings.LOGIN_FAILURES_PER_ACCOUNT = 1000
    public, internal = fill(1), fill(2)
    Incident.objects.filter(pk=internal.pk).update(visibility="internal")
    life = Life(public, internal)
    for number, (step, *expected) in enumerate(STEPS):
        step(life)
        seen = [abilities(life, client, number) for client in (life.session, life.full, life.narrow)]
        assert seen == expected, f"step {number}: {step.__name__}"
        assert logs_in_anew() == ("A" in expected[0]), f"step {number}: {step.__name__}"
