"""Bounds, units, amounts, denials and what is never a count, in many wordings: the .txt files beside this one."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.extraction.passages import Marks, passages

TITLE = "Hackers steal personal data in breach"


def lines(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", lines("bounds.txt"))
def test_a_number_has_its_value_and_bounds(mentions, line: str) -> None:
    sentence, _, marks = line.rpartition(" | ")
    found = mentions(sentence)[0]
    value, low, high = (str(end) if end is not None else "-" for end in (found.value, found.low, found.high))
    assert f"{value} {found.hedge} {low} {high}" == marks


@pytest.mark.parametrize(("text", "marks"), passages("denials.txt"))
def test_a_denial_is_told_from_an_assertion(mentions, text: str, marks: Marks) -> None:
    found = {m.value: "denied" if m.negated else "asserted" for m in mentions(text)}
    assert {value: found.get(Decimal(value), "not read") for value in marks} == marks


@pytest.mark.parametrize("sentence", lines("never.txt"))
def test_no_count_is_read_where_none_is(mentions, sentence: str) -> None:
    assert [m.text for m in mentions(sentence, TITLE) if m.metric == "affected"] == []


@pytest.mark.parametrize(("text", "marks"), passages("units.txt"))
def test_a_count_needs_no_verb_of_an_event(mentions, text: str, marks: Marks) -> None:
    found = {m.value: str(m.unit) for m in mentions(text, TITLE)}
    assert {value: found.get(Decimal(value), "not read") for value in marks} == marks


@pytest.mark.parametrize(("text", "marks"), passages("money.txt"))
def test_an_amount_has_its_metric_currency_and_stage(mentions, text: str, marks: Marks) -> None:
    found = {m.value: f"{m.metric} {m.currency} {m.stage or '-'}" for m in mentions(text, "Data breach at firm")}
    assert {value: found.get(Decimal(value), "none") for value in marks} == marks
