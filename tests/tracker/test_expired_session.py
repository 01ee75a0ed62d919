"""A form that is sent after the session has ended: what was typed comes back, by a script of ours."""

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from incidents.models import Incident

pytestmark = pytest.mark.django_db
SCRIPT = "incidents/keep_typed.js"


def test_a_form_sent_too_late_leads_back_to_the_same_form(client: Client) -> None:
    address = f"{reverse('admin:incidents_claim_add')}?incident=1"
    answer = client.post(address, {"title": "Typed"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('admin:login')}?next={address.replace('?', '%3F').replace('=', '%3D')}"
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "page", ["login", "incidents_incident_add", "incidents_incident_changelist", "password_change"]
)
def test_the_script_that_keeps_what_is_typed_is_on_every_page(client: Client, page: str) -> None:
    if page != "login":
        client.force_login(User.objects.create_superuser("mara"))
    answer = client.get(reverse(f"admin:{page}"))
    text = answer.content.decode()
    assert f'src="/static/{SCRIPT}" defer' in text
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert finders.find(SCRIPT)
