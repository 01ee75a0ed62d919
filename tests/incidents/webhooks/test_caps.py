"""How many endpoints there may be, of one owner and at one host."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from incidents.webhooks.endpoints import EndpointDraft, create_endpoint, delete_endpoint, update_endpoint
from incidents.webhooks.models import Endpoint
from tests.api import ROOT, client_with, problem
from tracker.foundation.access.models import TokenScope


@pytest.fixture(autouse=True)
def low(settings: Any) -> None:
    settings.ENDPOINTS_PER_OWNER, settings.ENDPOINTS_PER_HOST = 3, 2


def make(owner: User, url: str) -> Endpoint:
    return create_endpoint(EndpointDraft(url), owner=owner, scopes=TokenScope).endpoint


def test_an_owner_may_have_so_many_and_may_make_room(owner: User) -> None:
    endpoints = [make(owner, f"https://h{number}.example/") for number in range(3)]
    with pytest.raises(ValidationError, match=r"at most|may have 3 endpoints \(ENDPOINTS_PER_OWNER\)"):
        make(owner, "https://h4.example/")
    make(User.objects.create_user("another"), "https://h4.example/")
    delete_endpoint(endpoints[0])
    make(owner, "https://h4.example/")


def test_a_host_is_sent_to_by_so_many_whoever_owns_them(owner: User) -> None:
    others = [User.objects.create_user(f"other{number}") for number in range(3)]
    make(others[0], "https://Hooks.example/a")
    make(others[1], "https://hooks.example:443/b")
    with pytest.raises(ValidationError) as refused:
        make(others[2], "https://hooks.example/c")
    assert "ENDPOINTS_PER_HOST" in refused.value.message_dict["url"][0]
    elsewhere = make(owner, "https://elsewhere.example/")
    with pytest.raises(ValidationError):
        update_endpoint(elsewhere, {"url": "https://hooks.example/d"})
    assert Endpoint.objects.get(pk=elsewhere.pk).url == "https://elsewhere.example/"


def test_an_endpoint_at_a_full_host_may_still_be_changed(owner: User) -> None:
    one, _ = make(owner, "https://hooks.example/a"), make(owner, "https://hooks.example/b")
    update_endpoint(one, {"url": "https://hooks.example/c", "description": "moved"})
    assert Endpoint.objects.get(pk=one.pk).url == "https://hooks.example/c"


def test_rest_and_the_form_name_the_cap(db: None) -> None:
    client = client_with(TokenScope)
    address = f"{ROOT}/webhooks/endpoints"
    for number in range(3):
        assert client.post(address, {"url": f"https://h{number}.example/"}).status_code == 201
    refusal = problem(client.post(address, {"url": "https://h4.example/"}), 400)
    assert "ENDPOINTS_PER_OWNER" in str(refusal["errors"])
    desk = Client()
    owner = User.objects.get(username="mara")
    owner.is_staff = owner.is_superuser = True
    owner.save()
    desk.force_login(owner)
    page = desk.post("/admin/webhooks/endpoint/add/", {"url": "https://h4.example/", "signing": "v1"})
    assert "ENDPOINTS_PER_OWNER" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_cap_together(settings: Any) -> None:
    owner = User.objects.create_user("subscriber")
    together = Barrier(6)

    def attempt(number: int) -> bool:
        try:
            together.wait()
            make(owner, f"https://h{number}.example/")
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(attempt, range(6)))
    assert (sum(made), Endpoint.objects.count()) == (3, 3)
