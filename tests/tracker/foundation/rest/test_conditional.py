"""Strong ETags: 304 for what is known, 412 for what has changed, 428 for a write that does not say."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from incidents.models import Event, Incident
from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.models import TokenScope


@pytest.mark.django_db
def test_an_unchanged_answer_is_a_304(anonymous: APIClient) -> None:
    incident = fill(1)
    for address in (f"incidents/{incident.reference}", "incidents", "regulators", "incidents?expand=claims"):
        first = anonymous.get(f"{ROOT}/{address}")
        tag = first["ETag"]
        assert tag.startswith('"'), "a strong tag"
        for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = anonymous.get(f"{ROOT}/{address}", headers={"If-None-Match": header})
            assert (again.status_code, again.content) == (304, b"")
            assert again["ETag"] == tag
        assert anonymous.get(f"{ROOT}/{address}", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.django_db
def test_an_answer_is_kept_for_its_sender_alone(anonymous: APIClient) -> None:
    answer = anonymous.get(f"{ROOT}/regulators")
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Accept", "Authorization", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


@pytest.mark.django_db
def test_head_tells_what_get_would(anonymous: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}"
    headed, shown = anonymous.head(address), anonymous.get(address)
    assert (headed.status_code, headed.content, headed["ETag"]) == (200, b"", shown["ETag"])


@pytest.mark.django_db
def test_two_representations_share_no_tag(anonymous: APIClient) -> None:
    incident = fill(1)
    queries = ("", "?omit=summary", "?expand=claims", "?as_of=2031-05-05", "?as_of=2001-01-01")
    tags = {anonymous.get(f"{ROOT}/incidents/{incident.reference}{query}")["ETag"] for query in queries}
    assert len(tags) == len(queries)


@pytest.mark.django_db
def test_a_change_changes_the_tag(anonymous: APIClient, curator: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}"
    tag = anonymous.get(address)["ETag"]
    changed = curator.patch(address, {"title": "Another"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert anonymous.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert curator.get(address)["ETag"] == changed["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "status"),
    [(None, 428), ("", 428), ("*", 200), ('"0-abc"', 412), ('W/"{version}-abc"', 412), ("nonsense", 412)],
)
def test_a_write_says_which_version_it_changes(curator: APIClient, header: str | None, status: int) -> None:
    incident = fill(1)
    headers = {} if header is None else {"If-Match": header.replace("{version}", str(incident.version))}
    answer = curator.patch(f"{ROOT}/incidents/{incident.reference}", {"title": "Another"}, headers=headers)
    assert answer.status_code == status
    if status != 200:
        problem(answer, status)
        incident.refresh_from_db()
        assert incident.title != "Another"


@pytest.mark.django_db
def test_the_tag_of_a_sparse_answer_will_do(curator: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}"
    tag = curator.get(f"{address}?fields=reference")["ETag"]
    assert curator.patch(address, {"title": "Another"}, headers={"If-Match": tag}).status_code == 200
    problem(curator.patch(address, {"title": "A third"}, headers={"If-Match": tag}), 412)


@pytest.mark.django_db
def test_other_writes_look_at_if_match_where_it_is_sent(curator: APIClient) -> None:
    incident = fill(1)
    claim = incident.claims.first()
    assert claim is not None
    address, reason = f"{ROOT}/claims/{claim.reference}", {"reason": "Seen."}
    tag = curator.get(address)["ETag"]
    assert curator.post(f"{address}/accept", reason, headers={"If-Match": tag}).status_code == 200
    problem(curator.post(f"{address}/pin", reason, headers={"If-Match": tag}), 412)
    assert curator.post(f"{address}/pin", reason).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_who_save_at_once_one_is_told_to_read_again() -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}"
    clients = [client_with(TokenScope, name) for name in ("mara", "noor", "olga", "petr")]
    tag = clients[0].get(address)["ETag"]
    events_before = Event.objects.count()
    together = Barrier(len(clients))

    def save(number: int) -> int:
        try:
            together.wait(10)
            answer = clients[number].patch(address, {"title": f"Title {number}"}, headers={"If-Match": tag})
            return answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(save, range(len(clients))))
    assert sorted(statuses) == [200, 412, 412, 412]
    winner = statuses.index(200)
    assert Incident.objects.get().title == f"Title {winner}"
    assert Event.objects.count() == events_before + 1
