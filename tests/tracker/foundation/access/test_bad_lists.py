"""Lists of tokens, accounts and groups that are asked for what nobody can mean."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
ASKED = ["q", "o", "p", "e", "all", "scopes", "name", "owner__id__exact", "is_active__exact", "groups__id__exact"]
ASKED += ["expires_at__gte", "last_login__lt", "_popup", "_to_field"]


@pytest.mark.parametrize("page", ["access_apitoken", "auth_user", "auth_group"])
@pytest.mark.parametrize("value", ["\0", "x\0y", "9" * 30, "\u202e<", "[" * 999, '{"a": 1}'])
def test_a_list_answers_whatever_it_is_asked(admin_client: Client, page: str, value: str) -> None:
    admin_client.raise_request_exception = False
    codes = {}
    for name in ASKED:
        with transaction.atomic():
            codes[name] = admin_client.get(reverse(f"admin:{page}_changelist"), {name: value}).status_code
    assert {name: code for name, code in codes.items() if code >= 500} == {}
