"""What stands around the API: compression without a leak, other origins by setting, and how a thing goes away."""

import datetime as dt
import gzip
from typing import Any

import pytest
from django.conf import settings as live
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from incidents.api.regulators import Regulators
from incidents.models import Regulator
from tests.api import ROOT, anonymous, curator, fill
from tracker.cross_origin import cross_origin
from tracker.foundation.env import SettingError
from tracker.foundation.rest.deprecation import Deprecated
from tracker.foundation.rest.served_schema import build

pytestmark = pytest.mark.django_db
__all__ = ["anonymous", "curator"]
GZIP = {"Accept-Encoding": "gzip"}


def test_answers_are_packed_with_a_strong_tag_of_their_own(curator: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}"
    plain, packed = curator.get(address), curator.get(address, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.content == curator.get(address, headers=GZIP).content
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["ETag"] == f'{plain["ETag"][:-1]}-gz"'
    assert not packed["ETag"].startswith("W/")
    for tag in (plain["ETag"], packed["ETag"], f'"x", {packed["ETag"]}'):
        unchanged = curator.get(address, headers={**GZIP, "If-None-Match": tag})
        assert unchanged.status_code == 304
        assert unchanged["ETag"] == (packed if "-gz" in tag else plain)["ETag"]
        changed = curator.get(address, headers={"If-None-Match": f'"1-{"0" * 20}-gz"'})
        assert changed.status_code == 200
    written = curator.patch(address, {"title": "Another"}, headers={"If-Match": packed["ETag"]})
    assert written.status_code == 200
    assert curator.patch(address, {"title": "A third"}, headers={"If-Match": packed["ETag"]}).status_code == 412


@pytest.mark.parametrize("form", ["csv", "ndjson", "json"])
def test_exports_are_packed_too(curator: APIClient, form: str) -> None:
    for number in range(3):
        fill(number)
    plain = curator.get(f"{ROOT}/claims?format={form}").getvalue()
    packed = curator.get(f"{ROOT}/claims?format={form}", headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.getvalue()) == plain
    assert len(packed.getvalue()) < len(plain)


def test_nothing_that_a_cookie_asks_for_is_packed() -> None:
    fill(1)
    session = APIClient()
    session.force_login(User.objects.create_superuser("root", password="x"))
    for address in (f"{ROOT}/incidents", "/admin/"):
        assert "Content-Encoding" not in session.get(address, headers=GZIP).headers
    assert "Content-Encoding" not in APIClient().get("/admin/login/", headers=GZIP).headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0.01, identity;q=0.01", True),
        ("gzip;q=0", False),
        ("br, GZIP; q=0.000", False),
        ("identity", False),
        ("", False),
    ],
)
def test_nobody_is_sent_what_they_refuse(curator: APIClient, accepted: str, packed: bool) -> None:
    answer = curator.get(f"{ROOT}/incidents/{fill(1).reference}", headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) is packed


ORIGIN = "https://app.example"


@pytest.mark.parametrize(
    ("allowed", "told"), [((), None), ((ORIGIN,), ORIGIN), (("*",), "*"), (("https://b.example",), None)]
)
def test_other_origins_may_call_where_the_setting_says_so(
    settings: Any, anonymous: APIClient, allowed: tuple[str, ...], told: str | None
) -> None:
    for name, value in cross_origin(allowed).items():
        setattr(settings, name, value)
    answer = anonymous.get(f"{ROOT}/incidents", headers={"Origin": ORIGIN})
    assert answer.status_code == 200
    assert answer.get("Access-Control-Allow-Origin") == told
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PATCH"}
    asked["Access-Control-Request-Headers"] = "authorization,if-match"
    preflight = anonymous.options(f"{ROOT}/incidents/x", headers=asked)
    assert preflight.get("Access-Control-Allow-Origin") == told
    if told:
        assert "PATCH" in preflight["Access-Control-Allow-Methods"]
        assert {"authorization", "if-match"} <= set(preflight["Access-Control-Allow-Headers"].split(", "))
        assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in anonymous.get("/admin/login/", headers={"Origin": ORIGIN}).headers


def test_no_origin_is_let_in_by_itself() -> None:
    assert (live.CORS_ALLOWED_ORIGINS, live.CORS_ALLOW_ALL_ORIGINS, live.CORS_ALLOW_CREDENTIALS) == ([], False, False)


@pytest.mark.parametrize(
    "wrong", ["app.example", "https://app.example/", "ftp://a.example", "https://*.example", "null"]
)
def test_what_is_no_origin_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingError, match="CORS_ALLOWED_ORIGINS"):
        cross_origin([wrong])


def test_what_goes_away_says_so(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Deprecated(dt.date(2026, 1, 1), dt.date(2027, 1, 1), "Use `/api/v2/regulators`.")
    monkeypatch.setattr(Regulators, "deprecated", {"list": gone})
    for number in range(3):
        Regulator.objects.create(slug=f"r-{number}", name=f"Authority {number}", kind="other")
    answer = anonymous.get(f"{ROOT}/regulators?page_size=2")
    assert answer["Deprecation"] == "@1767225600"
    assert answer["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert answer["Link"].endswith('rel="next", </api/docs/>; rel="deprecation"; type="text/html"')
    unchanged = anonymous.get(f"{ROOT}/regulators?page_size=2", headers={"If-None-Match": answer["ETag"]})
    assert (unchanged.status_code, unchanged["Deprecation"]) == (304, "@1767225600")
    assert "Deprecation" in anonymous.get(f"{ROOT}/regulators?x=1").headers
    assert "Deprecation" not in anonymous.get(f"{ROOT}/regulators/r-1").headers
    described = build()["paths"][f"{ROOT}/regulators"]["get"]
    assert described["deprecated"] is True
    assert "Use `/api/v2/regulators`." in described["description"]


def test_what_goes_away_is_told_for_half_a_year() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecated(dt.date(2026, 1, 1), dt.date(2026, 6, 1), "Use another.")
