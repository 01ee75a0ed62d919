"""What no client would send by intent is a 4xx that names it, at once: never a 409, never a 5xx."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tests.tracker.foundation.rest.test_literal_bodies import bodies
from tracker.api import router
from tracker.foundation.rest.bodies import MOST_ENTRIES, Body, NamedTextsField
from tracker.foundation.rest.filters import Whole
from tracker.foundation.rest.parameters import NAMED

pytestmark = pytest.mark.django_db

DIGITS = ("9" * 20, "9" * 10_000, "0" * 10_000 + "1", "0005", "-" + "9" * 10_000, "1_000", "٣", "+5", "5.0")
QUICK_SECONDS = 1.0


def sent(client: APIClient, path: str, text: str | bytes) -> Any:
    return client.post(f"{ROOT}/{path}", text, content_type="application/json")


def numbers() -> Iterator[tuple[str, str]]:
    """(address, filter) of every filter of whole numbers that stands right under the root."""
    for prefix, view, _ in router.registry:
        filters = getattr(view, "filterset_class", None)
        if filters is not None and "(" not in prefix:
            yield from ((prefix, name) for name, each in filters.base_filters.items() if isinstance(each, Whole))


@pytest.mark.parametrize(("address", "name"), sorted(numbers()))
def test_a_number_of_absurd_length_is_a_400_that_names_the_filter(curator: APIClient, address: str, name: str) -> None:
    for digits in DIGITS:
        refusal = problem(curator.get(f"{ROOT}/{address}", {name: digits}), 400)
        assert refusal["errors"][0]["name"] == name, digits[:20]
    for digits in ("0", "5", "9223372036854775807"):
        assert curator.get(f"{ROOT}/{address}", {name: digits}).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("size", ["000000020000", "010", "200" + "0" * 10_000, "9" * 5_000, "0" * 5_000, "+5", "5 "])
def test_a_page_size_is_bounded_in_value_and_length(anonymous: APIClient, size: str) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents", {"page_size": size}), 400)
    assert refusal["errors"][0]["name"] == "page_size"


@pytest.mark.parametrize("path", ["mentions", "coverage", "publishers", "feeds", "webhooks/deliveries"])
@pytest.mark.parametrize("digits", ["9" * 18, "9" * 19, "9" * 10_000, "0" * 10_000])
def test_an_id_of_absurd_length_names_nothing(curator: APIClient, path: str, digits: str) -> None:
    problem(curator.get(f"{ROOT}/{path}/{digits}"), 404)


def number_fields() -> Iterator[tuple[type[Body], str]]:
    for body in sorted(bodies(), key=lambda each: each.__name__):
        for name, field in body().fields.items():
            if isinstance(field, serializers.IntegerField | serializers.DecimalField):
                yield body, name


@pytest.mark.one_database
@pytest.mark.parametrize("digits", ["9" * 30, "9" * 10_000, "-" + "9" * 10_000, "1e999"])
@pytest.mark.parametrize("path", ["claims", "figures/overrule"])
def test_a_number_of_absurd_length_is_a_400_that_points_at_its_field(
    curator: APIClient, path: str, digits: str
) -> None:
    incident = fill(1)
    refusal = problem(sent(curator, f"incidents/{incident.reference}/{path}", f'{{"low": {digits}}}'), 400)
    assert refusal["type"] == "/api/problems/invalid-body"
    assert "/low" in [fault["pointer"] for fault in refusal["errors"]]


@pytest.mark.one_database
def test_every_number_of_every_body_is_bounded() -> None:
    found = list(number_fields())
    assert found
    for body, name in found:
        asked = body(data={name: float("inf")})
        assert not asked.is_valid()
        assert name in asked.errors


@pytest.mark.one_database
@pytest.mark.parametrize("length", [5, 5_000])
def test_unknown_fields_by_the_thousand_are_refused_at_once(curator: APIClient, length: int) -> None:
    body = {f"{number}{'title' * (length // 5)}": 1 for number in range(20_000 if length < 10 else 200)}
    began = time.monotonic()
    refusal = problem(curator.post(f"{ROOT}/incidents", body), 400)
    assert time.monotonic() - began < QUICK_SECONDS
    assert len(refusal["errors"]) == NAMED + 1
    assert refusal["errors"][-1] == {
        "pointer": "",
        "detail": f"And {len(body) - NAMED} more names are not fields here.",
    }
    assert len(json.dumps(refusal)) < 20_000


@pytest.mark.one_database
def test_unknown_parameters_by_the_hundred_are_refused_at_once(anonymous: APIClient) -> None:
    began = time.monotonic()
    refusal = problem(anonymous.get(f"{ROOT}/incidents?" + "&".join(f"statu{number}=1" for number in range(90))), 400)
    assert time.monotonic() - began < QUICK_SECONDS
    assert refusal["type"] == "/api/problems/unknown-parameter"
    assert len(refusal["errors"]) == NAMED
    assert "and 80 more" in refusal["detail"]
    problem(anonymous.get(f"{ROOT}/incidents?" + "&".join(f"statu{number}=1" for number in range(10_000))), 400)


def lists() -> Iterator[tuple[type[Body], str, Any]]:
    """(body, field, its serializer field) of every list and object of every body, nested ones too."""
    waiting = sorted(bodies(), key=lambda each: each.__name__)
    for body in waiting:
        for name, field in body().fields.items():
            if isinstance(field, serializers.ListField | serializers.ListSerializer | serializers.DictField):
                yield body, name, field
            child = getattr(field, "child", field)
            if isinstance(child, Body) and type(child) not in waiting:
                waiting.append(type(child))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("body", "name", "field"), [pytest.param(*each, id=f"{each[0].__name__}.{each[1]}") for each in lists()]
)
def test_every_list_of_every_body_is_bounded(body: type[Body], name: str, field: Any) -> None:
    huge: Any = [{} if isinstance(field, serializers.ListSerializer) else "GB"] * 100_000
    if isinstance(field, serializers.DictField):
        huge = {f"n{number}": "Q" for number in range(100_000)}
    else:
        assert field.max_length <= 500
    began = time.monotonic()
    asked = body(data={name: huge})
    assert not asked.is_valid()
    assert time.monotonic() - began < QUICK_SECONDS
    assert len(str(asked.errors[name])) < 300


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"title": "a", "title": "b"}', "`title`"),
        ('{"title": "a", "involvements": [{"party": "a", "party": "b"}]}', "`party`"),
        ('{"title": NaN}', "NaN"),
        ('{"title": -Infinity}', "-Infinity"),
        ("[" * 50 + "]" * 50, "deeply"),
        ('{"title": ' + "[" * 500 + "]" * 500 + "}", "deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "deeply"),
        ("[" * 1_000_000, "deeply"),
        ('{"title": "a\x00b"}', "cannot be read"),
        (b'{"title": "\xff"}', "cannot be read"),
        (b'\xef\xbb\xbf{"title": "a"}', "cannot be read"),
        ('{"title": "a"', "cannot be read"),
    ],
)
def test_json_that_two_readers_would_read_differently_is_malformed(
    curator: APIClient, text: str | bytes, part: str
) -> None:
    refusal = problem(sent(curator, "incidents", text), 400)
    assert refusal["type"] == "/api/problems/malformed-body"
    assert part in refusal["detail"]


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800", "\\udfff\\ud800"])
def test_text_that_no_database_keeps_is_a_400_wherever_it_stands(curator: APIClient, bad: str) -> None:
    incident = fill(1)
    party = incident.involvements.get().party.reference
    for path, body in {
        "incidents": f'{{"title": "a{bad}b"}}',
        "parties": f'{{"name": "Osier", "aliases": ["a{bad}"]}}',
        "articles": f'{{"url": "https://paper.example/{bad}"}}',
        f"incidents/{incident.reference}/involvements": f'{{"party": "{bad}", "role": "controller"}}',
    }.items():
        problem(sent(curator, path, body), 400)
    problem(sent(curator, "incidents", f'{{"title": "a", "a{bad}": 1}}'), 400)
    for names in (f'{{"a{bad}": "Q"}}', f'{{"wikidata": "{bad}"}}'):
        address = f"{ROOT}/parties/{party}"
        answered = curator.patch(
            address, f'{{"external_ids": {names}}}', content_type="application/json", headers={"If-Match": "*"}
        )
        assert problem(answered, 400)["errors"][0]["pointer"].startswith("/external_ids")


def test_names_that_the_sender_chooses_are_few_and_plain() -> None:
    field = NamedTextsField()
    assert field.run_validation({"wikidata": "Q1", "LEI code": "5493"}) == {"wikidata": "Q1", "LEI code": "5493"}
    for names in ({"": "a"}, {"a" * 61: "a"}, {"a\n": "a"}, {"a": "b" * 201}, {"a": None}):
        with pytest.raises(serializers.ValidationError):
            field.run_validation(names)
    assert MOST_ENTRIES == 50


@pytest.mark.parametrize("value", ["x" * 1_000_000, [["x"]], {"a": "b"}, 5, "opn"])
def test_a_wrong_word_is_not_repeated_at_length(curator: APIClient, value: Any) -> None:
    answer = curator.post(f"{ROOT}/incidents", {"title": "A", "status": value, "kind": value})
    refusal = problem(answer, 400)
    assert {fault["pointer"] for fault in refusal["errors"]} == {"/status", "/kind"}
    assert len(answer.content) < 2_000


@pytest.mark.parametrize(
    "name",
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Cookie", "Forwarded",
        "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer",
        "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID", "X-Anything",
    ],
)  # fmt: skip
def test_a_header_of_a_megabyte_is_refused_at_once(curator: APIClient, name: str) -> None:
    quick = 3 * QUICK_SECONDS  # of the two requests, with the parsing that comes before any view
    for value in ("x" * 1_000_000, "a/b;q=0.1," * 100_000, 'W/"a",' * 160_000, "a=b;" * 250_000, '"' * 1_000_000):
        began = time.monotonic()
        read = curator.get(f"{ROOT}/incidents", headers={name: value})
        wrote = curator.post(f"{ROOT}/incidents", {"title": "A"}, headers={name: value})
        assert time.monotonic() - began < quick
        assert 400 <= read.status_code < 500, value[:10]
        assert 400 <= wrote.status_code < 500, value[:10]


def test_a_token_of_a_megabyte_is_refused(anonymous: APIClient) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents", headers={"Authorization": "Bearer " + "x" * 1_000_000}), 400)
    assert refusal["errors"][0]["name"] == "Authorization"


def test_a_line_break_in_a_path_is_not_found_as_a_problem(anonymous: APIClient, settings: Any) -> None:
    settings.DEBUG = True
    problem(anonymous.get(f"{ROOT}/incidents/a%0Ab"), 404)


@pytest.mark.parametrize("code", ["{}", "G", "GBRX", "G1", "GB;", "x" * 1_000, "GB,,FR", "GB,{'a': 1}"])
def test_what_is_no_code_is_refused(anonymous: APIClient, code: str) -> None:
    for path in ("incidents", "proceedings", "parties", "regulators"):
        refusal = problem(anonymous.get(f"{ROOT}/{path}", {"country": code}), 400)
        assert refusal["errors"][0]["name"] == "country"


def test_a_body_that_cannot_be_read_comes_before_its_version(curator: APIClient) -> None:
    incident = fill(1)
    for path in (incident.reference, incident.involvements.get().party.reference):
        address = f"{ROOT}/{'incidents' if path == incident.reference else 'parties'}/{path}"
        headers = {"If-Match": '"0-x"'}
        problem(curator.patch(address, "*[", content_type="application/json", headers=headers), 400)
        problem(curator.patch(address, {"reason": "r"}, headers=headers), 412)


@pytest.mark.parametrize(
    "path",
    ["incidents/{}", "incidents/{}/figures", "articles/{}/status", "regulators/{}", "events/{}", "{}", "claims/{}/pin"],
)
def test_a_path_of_absurd_length_is_not_found(curator: APIClient, path: str) -> None:
    for part in ("a" * 1_000_000, "9" * 100_000, "a/" * 50_000, "%00" * 30_000, "%ed%a0%80" * 10_000):
        began = time.monotonic()
        problem(curator.get(f"{ROOT}/{path.format(part)}"), 404)
        assert time.monotonic() - began < 3 * QUICK_SECONDS  # linear: most of it is the writing of the log
