"""HEAD, OPTIONS, compression and other origins, at every kind of address and with odder headers."""

import gzip
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from incidents.models import Regulator
from tests.api import ROOT, anonymous, curator, fill
from tests.incidents.site.addresses import addresses_of
from tests.tracker.foundation.rest.walking import addresses
from tracker.cross_origin import cross_origin
from tracker.foundation.env import SettingError

pytestmark = pytest.mark.django_db
__all__ = ["addresses", "anonymous", "curator"]
ABOUT = ["/api/v1", "/api/v1/", "/api/schema/", "/api/docs/", "/api/problems/", "/api/problems/conflict"]
ABOUT += ["/api/webhooks/messages/", "/api/webhooks/messages/figure.changed", "/api/webhooks/receivers"]
ABOUT += ["/healthz", "/readyz", "/metrics", "/admin/login/", "/admin/", "/admin/jsi18n/", "/favicon.ico"]
NOWHERE = ["/api/", "/api/v1/x", "/api/v1/incidents/PI-0000-0000", "/x", "/incidents/x", "/parties/x", "/admin/x/"]
OWN = {"x-request-id", "date", "ratelimit", "ratelimit-policy", "expires", "set-cookie", "content-security-policy"}


def told(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items() if name.lower() not in OWN}


def test_head_has_the_headers_of_get_and_no_body_at_every_address(client: Client) -> None:
    pages = [address for _, address in addresses_of(fill(1))]
    wrong = []
    for address in [*pages, *ABOUT, *NOWHERE]:
        for extra in ({}, {"Accept-Encoding": "gzip"}):
            wanted, got = client.get(address, headers=extra), client.head(address, headers=extra)
            if (wanted.status_code, told(wanted)) != (got.status_code, told(got)) or got.getvalue():
                wrong.append(
                    (address, wanted.status_code, got.status_code, set(told(wanted).items()) ^ set(told(got).items()))
                )
    assert wrong == []


def test_what_an_address_does_not_take_is_a_405_that_says_what_it_does(client: Client) -> None:
    client.raise_request_exception = False
    pages = [address for _, address in addresses_of(fill(1))]
    wrong = []
    for address in [*pages, *(each for each in ABOUT if not each.startswith("/admin") and "ico" not in each)]:
        options, deleted = client.options(address), client.delete(address)
        allowed = set(deleted.headers.get("Allow", "").replace(" ", "").split(","))
        if deleted.status_code != 405 or not {"GET", "HEAD"} <= allowed or "DELETE" in allowed:
            wrong.append((address, "DELETE", deleted.status_code, allowed))
        if options.status_code not in (200, 204, 405) or (options.content and options.status_code != 405):
            wrong.append((address, "OPTIONS", options.status_code, options.content[:80]))
        if set(options.headers.get("Allow", "").replace(" ", "").split(",")) != allowed:
            wrong.append((address, "Allow", options.headers.get("Allow"), allowed))
    assert wrong == []


PACKED = [
    ("x-gzip", True),
    ("gzip-alike", False),
    ("notgzip, identity", False),
    ("*", True),
    ("*;q=0", False),
    ("gzip;q=0, *", False),
    ("*;q=0, gzip", True),
    ("identity;q=0, gzip;q=0.1", True),
    ("identity, gzip;q=0.2", False),
    ("identity;q=0.2, gzip;q=0.2", True),
    ("gzip ; q = 0 ", False),
    ("gzip;Q=0.0", False),
    ("deflate;q=1, br, *;q=0.1", True),
    ("GZip", True),
    ("gzip;q=0.000, gzip;q=0.0", False),
    ("br;q=1, gzip;q=0.001", True),
    ("gzip;q=high", False),
    (",, gzip ,", True),
]  # fmt: skip


def test_the_coding_is_the_one_that_is_liked_best(curator: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}"
    wrong = []
    for accepted, packed in PACKED:
        answer = curator.get(address, headers={"Accept-Encoding": accepted})
        if ("Content-Encoding" in answer.headers) is not packed or "Accept-Encoding" not in answer["Vary"]:
            wrong.append((accepted, packed, answer["Vary"]))
    assert wrong == []


def test_every_answer_of_the_api_says_that_it_varies_by_coding(curator: APIClient) -> None:
    reference = fill(1).reference
    tag = curator.get(f"{ROOT}/incidents/{reference}", headers={"Accept-Encoding": "gzip"})["ETag"]
    asked: list[tuple[str, dict[str, str], int]] = [
        (f"incidents/{reference}", {}, 200),
        (f"incidents/{reference}?fields=reference", {"Accept-Encoding": "gzip"}, 200),
        (f"incidents/{reference}", {"Accept-Encoding": "gzip", "If-None-Match": tag}, 304),
        (f"incidents/{reference}", {"Accept-Encoding": "gzip", "If-None-Match": f"W/{tag}"}, 304),
        (f"incidents/{reference}", {"Accept-Encoding": "gzip", "If-None-Match": "*"}, 304),
        (f"incidents/{reference}", {"Accept-Encoding": "gzip;q=0"}, 200),
        ("incidents/x", {"Accept-Encoding": "gzip"}, 404),
        ("incidents?x=1", {"Accept-Encoding": "gzip"}, 400),
        ("claims?format=csv", {"Accept-Encoding": "gzip"}, 200),
        ("claims?format=ndjson", {}, 200),
        ("whoami", {"Accept-Encoding": "gzip"}, 200),
    ]
    wrong = []
    for address, headers, status in asked:
        answer = curator.get(f"{ROOT}/{address}", headers=headers)
        body = answer.getvalue()
        if answer.status_code != status or "Accept-Encoding" not in answer.get("Vary", ""):
            wrong.append((address, headers, answer.status_code, answer.get("Vary")))
        if answer.get("Content-Encoding") == "gzip" and not gzip.decompress(body):
            wrong.append((address, headers, 0, "empty"))
        if answer.status_code == 304 and tag in headers["If-None-Match"] and answer["ETag"] != tag:
            wrong.append((address, headers, 304, answer["ETag"]))
    assert wrong == []


def test_what_tells_a_secret_is_not_packed(curator: APIClient) -> None:
    mara = User.objects.get(username="mara")
    mara.is_superuser = True
    mara.save()
    packing = {"Accept-Encoding": "gzip"}
    made = curator.post(f"{ROOT}/tokens", {"name": "x" * 100, "scopes": ["read"]}, headers=packing)
    turned = curator.post(f"{ROOT}/tokens/{made.json()['id']}/rotate", headers=packing)
    hook = curator.post(f"{ROOT}/webhooks/endpoints", {"url": "https://a.example/" + "a" * 200}, headers=packing)
    assert [each.status_code for each in (made, turned, hook)] == [201, 200, 201], hook.content
    for answer in (made, turned, hook):
        assert "secret" in answer.json()
        assert "Content-Encoding" not in answer.headers


ORIGIN = "https://app.example"
OTHERS = [
    "null",
    "http://app.example",
    "https://app.example:8443",
    "https://app.example.evil.example",
    "https://evil-app.example",
    "https://sub.app.example",
    "https://app.example/",
    "https://user@app.example",
    "https://app.exampl",
    "file://",
    "https://app.example, https://evil.example",
    "https://app.example%00.evil.example",
]


def test_no_other_origin_passes_for_an_allowed_one(settings: Any, anonymous: APIClient) -> None:
    for name, value in cross_origin([ORIGIN, "https://two.example:8443"]).items():
        setattr(settings, name, value)
    wrong = []
    for origin in OTHERS:
        for ask in (anonymous.get, anonymous.options):
            sent = {"Origin": origin, "Access-Control-Request-Method": "GET"}
            answer = ask(f"{ROOT}/regulators", headers=sent)
            if any(name.startswith("Access-Control") for name in answer.headers) or "origin" not in answer["Vary"]:
                wrong.append((origin, ask.__name__, dict(answer.headers)))
    assert wrong == []
    two = anonymous.get(f"{ROOT}/regulators", headers={"Origin": "https://two.example:8443"})
    assert two["Access-Control-Allow-Origin"] == "https://two.example:8443"


def test_an_allowed_origin_is_told_whatever_the_answer_is(settings: Any, curator: APIClient) -> None:
    for name, value in cross_origin([ORIGIN]).items():
        setattr(settings, name, value)
    reference = fill(1).reference
    tag = curator.get(f"{ROOT}/incidents/{reference}")["ETag"]
    client = APIClient()
    asked: list[tuple[APIClient, str, str, dict[str, str], int]] = [
        (curator, "GET", f"incidents/{reference}", {}, 200),
        (curator, "GET", f"incidents/{reference}", {"Accept-Encoding": "gzip"}, 200),
        (curator, "GET", f"incidents/{reference}", {"If-None-Match": tag}, 304),
        (curator, "HEAD", "incidents", {}, 200),
        (curator, "GET", "claims?format=csv", {}, 200),
        (curator, "GET", "incidents/x", {}, 404),
        (curator, "GET", "nothing", {}, 404),
        (curator, "GET", "incidents?x=1", {}, 400),
        (curator, "PUT", "incidents", {}, 405),
        (curator, "GET", "incidents", {"Accept": "text/html"}, 406),
        (curator, "PATCH", f"incidents/{reference}", {"If-Match": '"0-0"'}, 412),
        (client, "GET", "tokens", {}, 401),
        (client, "GET", "tokens", {"Authorization": "Bearer x"}, 401),
        (client, "OPTIONS", "incidents", {}, 204),
    ]
    wrong, sent = [], set()
    for sender, method, address, headers, status in asked:
        answer = sender.generic(
            method, f"{ROOT}/{address}", "{}", content_type="application/json", headers={**headers, "Origin": ORIGIN}
        )
        answer.getvalue()
        shown = {name.lower() for name in answer.get("Access-Control-Expose-Headers", "").split(", ")}
        sent |= {name.lower() for name in answer.headers}
        if (answer.status_code, answer.get("Access-Control-Allow-Origin")) != (status, ORIGIN) or not shown:
            wrong.append((method, address, answer.status_code, dict(answer.headers)))
    assert wrong == []
    read_by_anybody = {"cache-control", "content-language", "content-length", "content-type", "expires"}
    read_by_nobody = {"vary", "content-encoding", "x-frame-options", "x-content-type-options", "referrer-policy"}
    read_by_nobody |= {"permissions-policy", "content-security-policy", "cross-origin-opener-policy"}
    needed = {name for name in sent if not name.startswith("access-control")} - read_by_anybody - read_by_nobody
    assert needed - shown == set()


WRONG = [
    "https://",
    "https:///",
    "https://a b.example",
    "https://user@a.example",
    "https://a.example?x",
    "HTTPS://a.example",
]
WRONG += [
    "https://a.example#x",
    "https://App.example",
    "https://a.example:99999",
    "https://a.example:",
    "https://a.example:x",
]
WRONG += ["//a.example", "https://a.example\\b", "https://.example", "https://a..example", "https://a.example:443"]


@pytest.mark.parametrize("origin", WRONG)
def test_an_origin_that_no_browser_sends_stops_the_start(origin: str) -> None:
    with pytest.raises(SettingError, match="CORS_ALLOWED_ORIGINS"):
        cross_origin([origin])


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "https://[::1]:8443", "http://127.0.0.1", "https://xn--bcher-kva.example"]
)
def test_an_origin_that_a_browser_sends_is_taken(origin: str) -> None:
    assert cross_origin([origin])["CORS_ALLOWED_ORIGINS"] == [origin]


def test_methods_that_change_something_are_told_apart(addresses: dict[str, str], anonymous: APIClient) -> None:
    Regulator.objects.get(slug="gb-ico")
    for name, methods in {
        "regulator-list": "GET, POST, HEAD, OPTIONS",
        "regulator-detail": "GET, PATCH, HEAD, OPTIONS",
        "publisher-list": "GET, POST, HEAD, OPTIONS",
        "publisher-detail": "GET, PATCH, HEAD, OPTIONS",
        "token-list": "GET, POST, HEAD, OPTIONS",
        "token-detail": "GET, HEAD, OPTIONS",
        "token-rotate": "POST, OPTIONS",
        "token-revoke": "POST, OPTIONS",
        "event-list": "GET, HEAD, OPTIONS",
        "bulk-incidents": "POST, OPTIONS",
        "sender-whoami": "GET, HEAD, OPTIONS",
    }.items():
        assert anonymous.options(addresses[name])["Allow"] == methods, name
        if "GET" not in methods:
            refused = anonymous.head(addresses[name])
            assert (refused.status_code, refused["Allow"], refused.content) == (405, methods, b""), name
