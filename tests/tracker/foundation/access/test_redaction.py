"""No secret reaches a log, a problem or a page; a token in an address is refused."""

import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, problem
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.redaction import redact
from tracker.foundation.access.tokens import create_token
from tracker.logs import logging_settings

TOKEN = "pit_" + "aB3-_" * 8 + "xyz"
SECRET = "whsec_" + "q2" * 21 + "w="


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"GET /incidents?q={TOKEN}&page=2", "GET /incidents?q=pit_[redacted]&page=2"),
        (f"/x/{TOKEN}/y", "/x/pit_[redacted]/y"),
        (f"q=pit%5F{TOKEN[4:]}", "q=pit_[redacted]"),
        (f'{{"secret": "{SECRET}"}}', '{"secret": "whsec_[redacted]"}'),
        ("whsk_" + "A" * 43 + "=", "whsk_[redacted]"),
        ("Authorization: Bearer abcdef0123456789", "Authorization: Bearer [redacted]"),
        ("{'Authorization': 'Basic bWFyYTpwYXNz'}", "{'Authorization': 'Basic [redacted]'}"),
        ("postgres://tracker:hush@db:5432/tracker", "postgres://tracker:[redacted]@db:5432/tracker"),
        ("redis://:hush@redis:6379/0", "redis://:[redacted]@redis:6379/0"),
        ("/feed?access_token=hush&x=1", "/feed?access_token=[redacted]&x=1"),
        ("?a=1&Token=hush", "?a=1&Token=[redacted]"),
        (f"PIT_{TOKEN[4:]}", "pit_[redacted]"),
        (f"q=P%49T_ but WHSEC{SECRET[5:]}", "q=P%49T_ but WHSEC_[redacted]"),
        ("wh\u017fec_" + "A" * 43 + "=", "wh\u017fec_[redacted]"),  # the long s counts as an s
    ],
)
def test_a_secret_is_taken_out(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Send `Authorization: Bearer <token>`.",
        "pit_",
        "The bearer of bad news",
        "https://paper.example/2026/11/28/breach?page=2&token_count=3",
        "mail mara@paper.example, at 10:30",
        "http://[::1]:8000/a@b",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("piece", ["pit_", "://a:", "bearer ", "Authorization: ", "?token=", "://", "a:@", "%5f"])
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    started = time.perf_counter()
    redact(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - started < 2


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the root logger writes as JSON."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    formatter = logging_settings(level="INFO", form="json")["formatters"]["structured"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


def test_whoever_writes_a_line_it_holds_no_secret_and_stays_json(written: io.StringIO) -> None:
    structlog.get_logger("a").warning("it failed", url=f"https://a:b@c.example/?token={TOKEN}", deep=[{"k": SECRET}])
    logging.getLogger("b").error("it failed with %s", TOKEN)
    try:
        int(TOKEN)
    except ValueError:
        logging.getLogger("c").exception("and this")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) == 3
    assert TOKEN[4:20] not in written.getvalue()
    assert SECRET[6:20] not in written.getvalue()
    assert lines[0]["url"] == "https://a:[redacted]@c.example/?token=[redacted]"


ADDRESSES = [
    "{root}/incidents?token={token}",
    "{root}/incidents?access_token=anything-at-all",
    "{root}/incidents?q={token}",
    "{root}/incidents?fields=title&q=a%20pit%5F{rest}",
    "{root}/incidents/{token}",
    "/api/nowhere?api_key=hush",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_token_in_an_address_is_a_400_that_says_what_to_do(address: str, written: io.StringIO) -> None:
    asked = address.format(root=ROOT, token=TOKEN, rest=TOKEN[4:])
    answer = client_with([TokenScope.READ]).get(asked)
    refusal = problem(answer, 400)
    assert refusal["type"] == "/api/problems/token-in-address"
    assert "Authorization: Bearer" in refusal["detail"]
    assert "revoke that token" in refusal["detail"]
    for held in (answer.content.decode(), written.getvalue()):
        assert TOKEN[4:24] not in held
        assert "hush" not in held
        assert "anything-at-all" not in held


@pytest.mark.django_db
def test_a_token_in_an_address_is_not_used_and_not_logged_elsewhere(written: io.StringIO) -> None:
    owner = User.objects.create_user("mara")
    token = create_token(owner=owner, name="x", scopes=[TokenScope.READ])
    answer = Client().get(f"/admin/?next={token.secret}")
    assert answer.status_code == 400
    assert token.secret not in answer.content.decode() + written.getvalue()
    token.token.refresh_from_db()
    assert token.token.last_used_at is None


@pytest.mark.django_db
def test_the_first_letters_of_a_token_may_be_searched_for(client: Client) -> None:
    client.force_login(User.objects.create_superuser("mara"))
    assert client.get(f"/admin/access/apitoken/?q={TOKEN[:12]}").status_code == 200


@pytest.mark.django_db
def test_a_problem_does_not_say_a_secret_back(anonymous_client: APIClient) -> None:
    answer = anonymous_client.get(f"{ROOT}/incidents?nonsense={SECRET}&password=hush1")
    refusal = problem(answer, 400)
    assert "whsec_[redacted]" in refusal["instance"]
    assert SECRET not in answer.content.decode()
    assert "hush1" not in answer.content.decode()


@pytest.fixture
def anonymous_client() -> Any:
    return APIClient()
