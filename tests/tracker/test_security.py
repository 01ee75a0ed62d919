import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tracker.security import DIRECTIVES


def policy_of(client: Client, address: str) -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code == 200
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, _, sources in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/login/", "/api/docs/"])
def test_every_page_has_the_policy_and_its_companions(address):
    client = Client()
    assert policy_of(client, address) == DIRECTIVES
    answer = client.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_no_script_may_stand_inline_or_be_made_from_text():
    assert DIRECTIVES["script-src"] == "'self'"
    assert DIRECTIVES["default-src"] == "'none'"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/incidents/incident/", "/admin/auth/user/add/", "/api/docs/"])
def test_pages_bring_no_inline_script_and_nothing_from_elsewhere(address):
    User.objects.create_superuser("curator", password="a long enough one")
    client = Client()
    client.login(username="curator", password="a long enough one")
    page = client.get(address).content.decode()
    executed = [
        (attributes, body)
        for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", page, flags=re.DOTALL)
        if "application/json" not in attributes and "text/template" not in attributes
    ]
    assert [body for attributes, body in executed if "src=" not in attributes] == []
    assert re.findall(r"\son\w+\s*=\s*[\"']", page) == []
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//(?!127\.0\.0\.1|localhost|testserver)", page) == []


@pytest.mark.django_db
def test_production_insists_on_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    plain = Client().get("/admin/login/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/admin/login/")
    assert "max-age=31536000" in Client().get("/admin/login/", secure=True)["Strict-Transport-Security"]
