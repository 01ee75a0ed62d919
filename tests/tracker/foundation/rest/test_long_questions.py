"""However much is asked at once, over REST or in the admin: every word is looked for once, and too much is refused."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tracker.api import router
from tracker.foundation.rest.limits import MOST_WORDS
from tracker.foundation.rest.views import Listed

pytestmark = pytest.mark.django_db

NAMED = re.compile(r"\(\?P<\w+>[^)]*\)")  # what an address names, in its pattern
FIFTY = " ".join(f"w{number}" for number in range(50))
MEGABYTE = "a" * 1_000_000
THOUSAND = ",".join(["GB", "FR"] * 500)
LISTS = sorted(prefix for prefix, view, _ in router.registry if issubclass(view, Listed) and "(" not in prefix)
SEARCHED = [prefix for prefix, view, _ in router.registry if "q" in getattr(view.filterset_class, "base_filters", {})]
ADMINS = sorted(
    (model._meta.app_label, model._meta.model_name)
    for model, page in admin.site._registry.items()
    if page.search_fields
)


def parameters() -> Iterator[tuple[str, str]]:
    for prefix, view, _ in router.registry:
        if issubclass(view, Listed) and "(" not in prefix:
            for name in view.filterset_class.base_filters if view.filterset_class else {}:
                yield prefix, name


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="a long enough one"))
    return client


def joins(queries: CaptureQueriesContext) -> int:
    """The most joins of one SELECT: those multiply; what stands in a SELECT of its own is looked for apart."""
    selects = [part for query in queries for part in query["sql"].upper().split("SELECT ")]
    return max((select.count(" JOIN ") for select in selects), default=0)


@pytest.mark.parametrize("prefix", SEARCHED)
def test_more_words_join_no_more_tables(curator: APIClient, prefix: str) -> None:
    beneath = fill(1).reference
    counts = []
    for words in ("a", "a b c d e f g h", "a a a a a a a a a a a a"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert curator.get(f"{ROOT}/{NAMED.sub(beneath, prefix)}", {"q": words}).status_code == 200
        counts.append(joins(queries))
    assert len(set(counts)) == 1, counts


@pytest.mark.one_database
@pytest.mark.parametrize("prefix", SEARCHED)
def test_too_many_words_are_refused(curator: APIClient, prefix: str) -> None:
    refusal = problem(curator.get(f"{ROOT}/{NAMED.sub(fill(1).reference, prefix)}", {"q": FIFTY}), 400)
    assert refusal["errors"][0]["name"] == "q"
    assert str(MOST_WORDS) in refusal["errors"][0]["detail"]


@pytest.mark.one_database
@pytest.mark.parametrize(("prefix", "name"), list(parameters()))
def test_a_parameter_of_a_megabyte_or_of_a_thousand_values_is_refused(
    anonymous: APIClient, prefix: str, name: str
) -> None:
    for value in (MEGABYTE, THOUSAND):
        answer = anonymous.get(f"{ROOT}/{prefix}", {name: value})
        assert answer.status_code in {400, 401, 403}, (name, value[:10])
        if answer.status_code == 400:
            assert problem(answer, 400)["errors"][0]["name"] == name


@pytest.mark.parametrize(("app", "model"), ADMINS)
def test_a_search_in_the_admin_joins_no_more_for_more_words(staff: Client, app: str, model: str) -> None:
    fill(1)
    page, counts = reverse(f"admin:{app}_{model}_changelist"), []
    for words in ("a", "a b c d e f g h"):
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(page, {"q": words}).status_code == 200
        counts.append(joins(queries))
    assert len(set(counts)) == 1, counts


@pytest.mark.one_database
@pytest.mark.parametrize(("app", "model"), ADMINS)
@pytest.mark.parametrize("words", [FIFTY, MEGABYTE])
def test_a_search_in_the_admin_that_is_too_long_is_left_out_with_a_word(
    staff: Client, app: str, model: str, words: str
) -> None:
    answer = staff.get(reverse(f"admin:{app}_{model}_changelist"), {"q": words}, follow=True)
    assert answer.status_code == 200
    assert "left out" in answer.content.decode()


def test_there_is_something_to_walk() -> None:
    assert len(SEARCHED) >= 2
    assert len(ADMINS) >= 8
    assert len(LISTS) >= 10
