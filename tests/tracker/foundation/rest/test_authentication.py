"""Who may do what: anonymous readers, tokens with scopes, and people who are logged in."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import override_settings
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

NEW = {"title": "A leak"}


@override_settings(ANONYMOUS_READ=True)
def test_anybody_may_read_where_the_setting_says_so(anonymous: APIClient) -> None:
    assert anonymous.get(f"{ROOT}/incidents").status_code == 200


@override_settings(ANONYMOUS_READ=False)
def test_nobody_reads_without_a_token_where_the_setting_says_so(anonymous: APIClient) -> None:
    answer = anonymous.get(f"{ROOT}/incidents")
    problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert client_with([TokenScope.READ]).get(f"{ROOT}/incidents").status_code == 200


@override_settings(ANONYMOUS_READ=False)
def test_a_token_without_the_read_scope_does_not_read(db: None) -> None:
    refusal = problem(client_with([TokenScope.SUBMIT]).get(f"{ROOT}/incidents"), 403)
    assert "`read`" in refusal["detail"]


def test_anonymous_writing_is_refused(anonymous: APIClient) -> None:
    problem(anonymous.post(f"{ROOT}/incidents", NEW), 401)


@pytest.mark.parametrize("scopes", [[TokenScope.READ], [TokenScope.READ, TokenScope.SUBMIT, TokenScope.WEBHOOKS]])
def test_writing_needs_the_scope(scopes: list[TokenScope]) -> None:
    refusal = problem(client_with(scopes).post(f"{ROOT}/incidents", NEW), 403)
    assert "`curate`" in refusal["detail"]


def test_a_curator_writes() -> None:
    assert client_with([TokenScope.CURATE]).post(f"{ROOT}/incidents", NEW).status_code == 201


@pytest.mark.parametrize("header", ["Bearer", "Bearer  ", "Basic eDp5", "Bearer pit_unknown", "Token x"])
def test_credentials_that_do_not_count_are_a_401_even_for_readers(anonymous: APIClient, header: str) -> None:
    answer = anonymous.get(f"{ROOT}/incidents", headers={"Authorization": header})
    assert problem(answer, 401)["type"] == "/api/problems/invalid-token"
    assert "WWW-Authenticate" in answer


def test_a_session_writes_with_the_permission_and_the_csrf_token() -> None:
    user = User.objects.create_user("mara", password="a long pass phrase")
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(user)
    problem(browser.post(f"{ROOT}/incidents", NEW), 403)
    user.user_permissions.add(Permission.objects.get(codename="scope_curate"))
    refused = problem(browser.post(f"{ROOT}/incidents", NEW), 403)
    assert "CSRF" in refused["detail"]
    browser.cookies["tracker_csrf"] = "a" * 32
    answer = browser.post(f"{ROOT}/incidents", NEW, headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 201


def test_what_is_not_public_is_shown_to_curators_alone(anonymous: APIClient, reader: APIClient) -> None:
    hidden = fill(1)
    hidden.visibility = "internal"  # from the start, so that no event tells of it
    hidden.save(update_fields=["visibility"])
    shown_to_all = fill(2)
    curator = client_with([TokenScope.CURATE, TokenScope.READ])
    addresses = [
        f"incidents/{hidden.reference}",
        f"incidents/{hidden.reference}/figures",
        f"incidents/{hidden.reference}/figures/explain",
        f"incidents/{hidden.reference}/claims",
        f"incidents/{hidden.reference}/timeline",
        f"claims/{hidden.claims.first().reference}",  # type: ignore[union-attr]
        f"proceedings/{hidden.proceedings.first().reference}",  # type: ignore[union-attr]
        f"parties/{hidden.involvements.first().party.reference}",  # type: ignore[union-attr]
    ]
    for address in addresses:
        assert curator.get(f"{ROOT}/{address}").status_code == 200, address
        for other in (anonymous, reader):
            problem(other.get(f"{ROOT}/{address}"), 404)
    for name in ("incidents", "claims", "proceedings", "events", "parties"):
        text = anonymous.get(f"{ROOT}/{name}").content.decode()
        assert hidden.reference not in text
        assert "Northwind 1" not in text
        assert shown_to_all.reference in text or name == "parties"


def test_the_names_of_curators_are_shown_to_curators_alone(anonymous: APIClient, curator: APIClient) -> None:
    incident = fill(1)
    claim = incident.claims.first()
    assert claim is not None
    curator.post(f"{ROOT}/claims/{claim.reference}/accept", {"reason": "Read it."})
    for address in (f"claims/{claim.reference}?expand=reviews", "events", f"incidents/{incident.reference}/timeline"):
        assert "mara" in curator.get(f"{ROOT}/{address}").content.decode(), address
        assert "mara" not in anonymous.get(f"{ROOT}/{address}").content.decode(), address


def test_a_token_may_no_more_than_its_owner_holds_now() -> None:
    hidden = fill(1)
    hidden.visibility = "internal"  # from the start, so that no event tells of it
    hidden.save(update_fields=["visibility"])
    client = client_with([TokenScope.CURATE, TokenScope.READ], "lena")
    assert client.get(f"{ROOT}/incidents/{hidden.reference}").status_code == 200
    lena = User.objects.get(username="lena")
    lena.user_permissions.clear()
    problem(client.get(f"{ROOT}/incidents/{hidden.reference}"), 404)
    problem(client.post(f"{ROOT}/incidents", NEW), 403)
    lena.user_permissions.add(Permission.objects.get(codename="scope_curate"))
    assert client.get(f"{ROOT}/incidents/{hidden.reference}").status_code == 200
