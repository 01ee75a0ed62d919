"""A text in a body is a text: what could be printed is not one, in any field of any body of the API."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from rest_framework import serializers

from tests.api import ROOT, client_with, problem
from tracker.api import router
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.bodies import Body


def bodies() -> set[type[Body]]:
    """Every body that an action of the API reads."""
    return {body for _, view, _ in router.registry for body in getattr(view, "body_serializers", {}).values()}


def texts() -> Iterator[tuple[type[Body], str, Any]]:
    """(body, the name of a field that is a text or a list of them, what stands for its value `one`)"""
    for body in sorted(bodies(), key=lambda each: each.__name__):
        for name, field in body().fields.items():
            if isinstance(field, serializers.CharField):
                yield body, name, lambda one: one
            elif isinstance(getattr(field, "child", None), serializers.CharField):
                listed = isinstance(field, serializers.ListField)
                yield body, name, (lambda one: [one]) if listed else (lambda one: {"a": one})


TEXTS = list(texts())


def test_there_are_texts_to_look_at() -> None:
    assert len(TEXTS) > 40


@pytest.mark.parametrize("value", [0, 1.5, False, True, [], {}])
@pytest.mark.parametrize(("body", "name", "within"), TEXTS, ids=[f"{body.__name__}.{name}" for body, name, _ in TEXTS])
def test_what_is_no_text_is_refused_by_the_name_of_its_field(
    body: type[Body], name: str, within: Any, value: Any
) -> None:
    asked = body(data={name: within(value)})
    assert not asked.is_valid()
    assert isinstance(asked.errors, Mapping)
    assert "Give a text" in str(asked.errors[name])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": 0, "url": "https://paper.example/1"}, "/text"),
        ({"text": "A text.", "title": 7}, "/title"),
        ({"text": False}, "/text"),
    ],
)
def test_an_article_of_no_text_is_a_400_that_points_at_it(body: dict[str, Any], pointer: str) -> None:
    refusal = problem(client_with([TokenScope.SUBMIT]).post(f"{ROOT}/articles", body), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [pointer]


@pytest.mark.django_db
def test_a_truth_value_is_true_or_false() -> None:
    body = {"url": "https://hooks.example/x", "in_order": "yes"}
    refusal = problem(client_with([TokenScope.WEBHOOKS]).post(f"{ROOT}/webhooks/endpoints", body), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/in_order"]
