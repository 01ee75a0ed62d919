"""No answer depends on rows that the asker may not see: every list, parameter and address, with and without them."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.api.naming import OfIncident
from sources.models import Article
from tests.api import DAY, ROOT, client_with, fill
from tests.hidden import COUNTRY, CURRENCY, Hidden, hide
from tests.sources.api.filling import cover
from tracker.api import router
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import filters
from tracker.foundation.rest.views import Listed, Resource

pytestmark = pytest.mark.django_db

NAMED = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def values_for(each: Any, hidden: Hidden) -> list[str]:
    """What somebody who guesses would give this filter."""
    if isinstance(each, filters.OneOf):
        return list(each.words)
    guesses = {
        filters.Truth: ["true", "false"],
        filters.Whole: [str(number) for number in hidden.numbers()],
        filters.Day: [str(DAY + dt.timedelta(days=days)) for days in (0, 45)],
        filters.Instant: [timezone.now().isoformat(), "2001-01-01T00:00:00Z"],
        filters.CodeIn: [COUNTRY, CURRENCY, f"{COUNTRY},GB"],
    }
    return next((values for kind, values in guesses.items() if isinstance(each, kind)), hidden.texts())


def addresses(hidden: Hidden, public: str, article: str) -> Iterator[str]:
    """Every address below the router, filled with names of the hidden part and of the public one."""
    names = {"incident": [public, *(row.reference for row in hidden.incidents), hidden.incidents[0].slug]}
    names |= {"reference": [article, *(row.reference for row in hidden.articles)]}
    for prefix, view, _ in router.registry:
        given = NAMED.search(prefix)
        for name in names[given[1]] if given else [""]:
            base = NAMED.sub(name, prefix)
            if issubclass(view, Listed):
                # beneath what is hidden there is nothing to filter: its address alone has to tell nothing
                filled = name in {"", public, article}
                yield from asked_of(view, base, hidden, every=9 if name else 3) if filled else [base]
        if not given:
            for text in [*hidden.texts(), *map(str, hidden.numbers())]:
                if re.fullmatch(r"[\w-]+", text):
                    yield f"{prefix}/{text}"
                    yield from (f"articles/{text}/{part}" for part in ("status", "versions") if prefix == "articles")


def asked_of(view: type[Resource], base: str, hidden: Hidden, *, every: int) -> Iterator[str]:
    """The addresses of one list: as it is, in every order and form, and by every filter with every so many values."""
    yield base
    yield f"{base}?format=ndjson"
    yield from (f"{base}?ordering={sign}{name}&page_size=200" for name in view.orders for sign in ("", "-"))
    expandable = getattr(view.serializer_class, "expandable", ())
    if expandable:
        yield f"{base}?expand={','.join(expandable)}"
    yield from (f"{base}?{name}=2031-09-01" for name in view.own_parameters.get("list", {}))
    for name, each in (view.filterset_class.base_filters if view.filterset_class else {}).items():
        for value in values_for(each, hidden)[::every]:
            yield f"{base}?{urlencode({name: value})}"
            if isinstance(each, OfIncident) and view.__name__ == "Incidents":
                yield f"{base}?{urlencode({name: value, 'merged': 'true'})}"


def answer_of(client: APIClient, address: str) -> tuple[int, str]:
    """Status and body, without what every request has of its own."""
    answer = client.get(f"{ROOT}/{address}")
    content = answer.getvalue().decode()
    if answer.status_code >= 400:
        problem = json.loads(content)
        problem.pop("request_id", None)
        content = json.dumps(problem)
    if "last_used_at" in content:  # of the asker's own token, which this request has just used
        return answer.status_code, re.sub(r'"last_used_at":"[^"]*"', "", content)
    return answer.status_code, content + answer.get("Location", "") + answer.get("ETag", "")


@pytest.mark.timeout(900)  # thousands of requests
def test_no_answer_tells_of_what_is_hidden(settings: Any) -> None:
    settings.THROTTLE_ANONYMOUS = settings.THROTTLE_TOKEN = "1000000/hour"
    public, other = fill(1), fill(2)
    shared = cover(public)
    cover(other)
    readers = {"anonymous": APIClient(), "reader": client_with([TokenScope.READ], "rita")}
    curator = client_with(TokenScope, "mara")

    before = transaction.savepoint()
    hidden = hide(public, shared)
    asked = list(dict.fromkeys(addresses(hidden, public.reference, shared.reference)))
    # whoever has a token to read sees what everybody sees, so a part of the walk is enough
    asked_by = [("anonymous", address) for address in asked] + [("reader", address) for address in asked[::10]]
    beside = {(name, address): answer_of(readers[name], address) for name, address in asked_by}
    lists = [prefix for prefix, view, _ in router.registry if issubclass(view, Listed) and "(" not in prefix]
    all_answers = {address: answer_of(curator, address) for address in lists}
    transaction.savepoint_rollback(before)

    # nobody is told of what is hidden by an empty list; asking for all of them twice would take minutes
    leading = [key for key in asked_by if '"results":[]' not in beside[key][1]]
    answers = {(name, address): answer_of(readers[name], address) for name, address in leading}
    assert {key: beside[key] for key in leading if beside[key] != answers[key]} == {}
    # the walk went somewhere: nothing failed, and to a curator the hidden part is there
    assert {status for status, _ in answers.values()} <= {200, 307, 400, 401, 403, 404}
    shown = {address for address in lists if all_answers[address] != answer_of(curator, address)}
    assert shown >= {"incidents", "claims", "events", "parties", "proceedings", "articles", "coverage", "mentions"}


def test_a_submitter_does_not_learn_which_hidden_incident_their_article_covers() -> None:
    client = client_with([TokenScope.READ, TokenScope.SUBMIT], "sam")
    public = fill(1)
    hidden = hide(public, cover(public))
    Article.objects.update(submitted_by=User.objects.get(username="sam"))
    for incident in hidden.incidents:
        for name in (incident.reference, incident.slug):
            assert client.get(f"{ROOT}/articles?incident={name}").json()["results"] == [], name
    assert client.get(f"{ROOT}/articles?incident={public.reference}").json()["results"]
