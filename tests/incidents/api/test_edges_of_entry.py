"""What nobody can see, addresses with a password, numbers with other ends, hosts of others: refused by field."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from incidents.models import Claim, Figure, Incident, Party, Regulator
from sources.models import Article, Feed, Publisher
from sources.pipeline.intake.publishing import known_publisher
from tests.api import ROOT, fill, problem
from tests.incidents.api.test_entered_claims import CLAIM

pytestmark = pytest.mark.django_db

UNSEEN = {
    "right to left": "\u202e",
    "no width": "\u200b",
    "a bell": "\u0007",
    "soft hyphens": "\u00ad\u00ad",
    "word joiners": "\u2060\ufeff",
    "a Hangul filler": "\u3164",
    "an empty Braille cell": "\u2800",
    "tags": "\U000e0041\U000e0042",
    "blanks of other widths": "\u2003\u00a0\u3000",
    "a mark on nothing": "\u0301",
    "isolates around nothing": "\u2067\u2069",
    "a mixture": "\u200b \u202e\u0007\u034f",
}
NAMED: dict[str, dict[str, Any]] = {
    "incidents": {"title": ""},
    "parties": {"name": ""},
    "publishers": {"name": "", "host": "isle.example"},
    "regulators": {"slug": "fj-opc", "name": "", "kind": "other"},
}
WITH_LOGIN = [
    "https://user:pass@host.example/",
    "https://user@host.example/a",
    "https://:pass@host.example/",
    "http://user:pass@host.example:8080/a?b=c",
    "https://u%40x:p%3Aq@host.example/",
    "HTTPS://User:Pass@Host.example/",
    "https://user:@host.example/",
    "https://a:b@sub.host.example/path#part",
    "https://token:x-oauth-basic@host.example/repository",
    "https://admin:hunter2@192.0.2.7/",
]
OTHER_ENDS: list[tuple[dict[str, Any], str]] = [
    ({"value": 1000, "low": 5, "high": 1_000_000}, "low"),
    ({"value": 1000, "low": 999, "high": 1000}, "low"),
    ({"value": 1000, "low": 1000, "high": 1001}, "high"),
    ({"value": 1000, "low": 0, "high": 1000}, "low"),
    ({"value": 1000, "high": 2000}, "high"),
    ({"value": 1000, "low": 500}, "low"),
    ({"value": 7, "low": 1, "high": 9, "unit": "records", "metric": "records"}, "low"),
    ({"value": 500, "low": 1, "high": 900, "metric": "fine", "unit": "money", "currency": "GBP"}, "low"),
    ({"value": 2, "low": 2, "high": 2_000, "scope": "subset", "scope_label": "children"}, "high"),
    ({"value": 1000, "low": 5, "high": 1_000_000, "polarity": "denied"}, "low"),
]


def fields(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in problem(answer, 400)["errors"]]


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_a_name_of_which_nothing_can_be_seen_is_refused(curator: APIClient, text: str) -> None:
    for kind, body in NAMED.items():
        name = "title" if kind == "incidents" else "name"
        assert fields(curator.post(f"{ROOT}/{kind}", {**body, name: text})) == [f"/{name}"]
    assert not any(model.objects.exists() for model in (Incident, Party, Publisher, Regulator))


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_has_a_name_is_given_none_that_cannot_be_seen(curator: APIClient, text: str) -> None:
    incident = fill(1)
    changed = curator.patch(f"{ROOT}/incidents/{incident.reference}", {"title": text}, headers={"If-Match": "*"})
    assert fields(changed) == ["/title"]
    party = incident.involvements.get().party
    alias = curator.patch(f"{ROOT}/parties/{party.reference}", {"name": text}, headers={"If-Match": "*"})
    assert fields(alias) == ["/name"]
    if not text.strip():
        return  # an article that is given blanks as a title has none: its page tells it
    article = curator.post(
        f"{ROOT}/articles", {"title": text, "text": "Data of 5,000 people was stolen, the firm said."}
    )
    assert fields(article) == ["/title"]
    assert not Article.objects.filter(title=text).exists()


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_the_admin_refuses_a_name_that_cannot_be_seen(client: Client, text: str) -> None:
    client.force_login(User.objects.create_superuser("mara"))
    rows = {f"{name}-{part}": "0" for name in ("involvements", "aliases") for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for page, form in {
        "incidents/incident": {"title": text, "status": "open", "kind": "unknown", "visibility": "public"},
        "sources/publisher": {"name": text, "voice": "press"},
        "incidents/regulator": {"name": text, "slug": "x", "kind": "other", "aliases": "[]"},
    }.items():
        answer = client.post(f"/admin/{page}/add/", {**rows, **form})
        name = "title" if page.endswith("incident") else "name"
        assert answer.context["adminform"].form.errors[name], page
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["3", "Ω", "!", "名", "é", "ﷺ", "🏦", "a\u200b", "\u202eabc", "—"])
def test_a_name_of_which_something_can_be_seen_is_kept(curator: APIClient, name: str) -> None:
    assert curator.post(f"{ROOT}/incidents", {"title": name}).status_code == 201


@pytest.mark.parametrize("url", WITH_LOGIN)
def test_an_address_with_a_login_in_it_is_stored_nowhere(curator: APIClient, url: str) -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}"
    assert fields(curator.post(f"{address}/claims", {**CLAIM, "url": url, "confirm": True})) == ["/url"]
    assert fields(curator.post(f"{ROOT}/parties", {"name": "Pinder", "site": url})) == ["/site"]
    new = {"slug": "fj-opc", "name": "Office", "kind": "other", "site": url}
    assert fields(curator.post(f"{ROOT}/regulators", new)) == ["/site"]
    stage = {"kind": "opened", "happened_on": "2031-06-01", "source_url": url}
    case = incident.proceedings.get()
    assert fields(curator.post(f"{ROOT}/proceedings/{case.reference}/stages", stage)) == ["/source_url"]
    assert "give it without" in problem(curator.post(f"{ROOT}/articles", {"url": url}), 422)["detail"]
    assert not Claim.objects.filter(evidence__url__contains="@").exists()
    assert not Party.objects.filter(site__contains="@").exists()


@pytest.mark.parametrize("url", WITH_LOGIN)
def test_the_admin_refuses_an_address_with_a_login_in_it(client: Client, url: str) -> None:
    client.force_login(User.objects.create_superuser("mara"))
    incident, publisher = fill(1), Publisher.objects.create(name="Isle")
    claim = {"incident": incident.pk, "metric": "affected", "unit": "people", "hedge": "exact", "value": "5"}
    claim |= {"measure": "unspecified", "modality": "stated", "polarity": "asserted", "scope": "total"}
    claim |= {"speaker_kind": "press", "speaker_words": "Isle", "claimed_precision": "day", "reason": "So."}
    for page, name, form in (
        ("incidents/claim", "source_url", claim),
        ("sources/feed", "url", {"publisher": publisher.pk, "poll_every_minutes": 30}),
        ("sources/article", "url", {}),
    ):
        answer = client.post(f"/admin/{page}/add/", {**form, name: url})
        assert answer.status_code == 200, page
        assert answer.context["adminform"].form.errors[name], page
    assert not Feed.objects.exists()


@pytest.mark.parametrize(("values", "name"), OTHER_ENDS)
def test_an_exact_number_has_no_other_ends(curator: APIClient, values: dict[str, Any], name: str) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}/claims"
    refusal = problem(curator.post(address, {**CLAIM, **values, "hedge": "exact", "confirm": True}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [f"/{name}"]
    assert "how it is bounded" in refusal["errors"][0]["detail"]
    assert curator.post(address, {**CLAIM, **values, "hedge": "about", "confirm": True}).status_code == 201


HOSTS = [
    "isle.example",
    "a.example",
    "news.isle.example",
    "isle.co.uk",
    "x-y.example",
    "1.example",
    "xn--isle-9ua.example",
]


@pytest.mark.parametrize("host", [*HOSTS, "deep.news.isle.example", "isle.travel", "isle.museum"])
def test_a_host_that_another_publisher_has_is_refused_with_its_name(curator: APIClient, host: str) -> None:
    first = known_publisher("Islander Post", host)
    assert first is not None
    refusal = problem(curator.post(f"{ROOT}/publishers", {"name": "Isle Daily", "host": host}), 400)
    assert refusal["errors"][0]["pointer"] == "/host"
    assert f"“Islander Post” (number {first.pk})" in refusal["errors"][0]["detail"]
    other = Publisher.objects.create(name="Other", host="other.example")
    moved = curator.patch(f"{ROOT}/publishers/{other.pk}", {"host": host}, headers={"If-Match": "*"})
    assert fields(moved) == ["/host"]
    renamed = curator.patch(f"{ROOT}/publishers/{first.pk}", {"name": "Island Post"}, headers={"If-Match": "*"})
    assert renamed.status_code == 200


@pytest.mark.parametrize("length", [20_001, 20_002, 25_000, 30_000, 40_000, 65_536, 100_000, 131_072, 200_000, 500_000])
def test_a_summary_that_is_too_long_is_an_error_of_the_form(client: Client, length: int) -> None:
    client.force_login(User.objects.create_superuser("mara"))
    rows = {"involvements-TOTAL_FORMS": "0", "involvements-INITIAL_FORMS": "0"}
    form = {"title": "Long", "summary": "a" * length, "status": "open", "kind": "unknown", "visibility": "public"}
    errors = client.post("/admin/incidents/incident/add/", {**rows, **form}).context["adminform"].form.errors
    assert "20000 characters" in str(errors["summary"])
    assert not Incident.objects.exists()


@pytest.mark.parametrize("pinned", [False, True])
def test_a_denial_is_not_pinned(curator: APIClient, pinned: bool) -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}/claims"
    denial = {**CLAIM, "polarity": "denied", "value": 1000, "confirm": True}
    made = curator.post(address, {**denial, "pin": pinned})
    if not pinned:
        assert made.status_code == 201
        made = curator.post(f"{ROOT}/claims/{made.json()['reference']}/pin", {"reason": "So."})
    assert "gives no figure" in problem(made, 409)["detail"]


DENIALS: list[dict[str, Any]] = [
    {},
    {"speaker_kind": "court", "speaker_words": "High Court"},
    {"speaker_kind": "press", "speaker_words": "Evening Post"},
    {"speaker_kind": "researcher", "speaker_words": "Ada Quill"},
    {"speaker_kind": "other", "speaker_words": "Union of Clerks"},
    {"speaker_kind": "responsible_party", "speaker_words": "Northwind 1"},
    {"claimed_on": "2031-05-01", "known_on": "2031-05-01"},
    {"hedge": "up_to"},
    {"hedge": "more_than"},
    {"hedge": "about"},
]


@pytest.mark.parametrize("denied", DENIALS)
def test_a_pinned_figure_holds_and_says_who_denies_it(curator: APIClient, denied: dict[str, Any]) -> None:
    incident = fill(1)
    pinned = incident.claims.filter(metric="affected", polarity="asserted").order_by("pk")[0]
    curator.post(f"{ROOT}/claims/{pinned.reference}/pin", {"reason": "It is in the notice."})
    denial = {**CLAIM, "polarity": "denied", "value": pinned.value, "unit": pinned.unit, "confirm": True, **denied}
    made = curator.post(f"{ROOT}/incidents/{incident.reference}/claims", denial)
    assert made.status_code == 201, made.content
    figure = Figure.objects.get(incident=incident, claim=pinned)
    assert (figure.best, figure.status) == (pinned.value, "settled")
    assert "pinned by a curator" in figure.sentence
    assert "denies it" in figure.sentence
    assert "says 1,000" not in figure.sentence
    lines = {line["claim"]: line for line in figure.explanation["claims"]}
    assert "pin" in lines[made.json()["reference"]]["reason"].lower()
