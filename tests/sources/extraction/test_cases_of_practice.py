"""Every row of the cases from practice, which stand beside the checkout: what may be presented, and what may not."""

import json
from pathlib import Path
from typing import Any

from incidents.vocabulary import Unit
from sources.extraction import ACCEPT, ArticleText, ExtractedMention, read

NUMBERS, MONEY = 37, 10  # rows: a file that lost some would pass for less


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "cases" / name).read_text("utf-8").splitlines()]


def presented(text: str) -> list[ExtractedMention]:
    return [one for one in read(ArticleText(id="1", title="", text=text)).mentions if one.score >= ACCEPT]


def test_every_number_of_the_cases_is_read_as_it_is_meant(shared_data: Path) -> None:
    wrong = []
    for row in rows(shared_data, "numbers.jsonl"):
        found = [(one.value, one.low, one.high) for one in presented(row["text"])]
        meant = row["expected"]
        numbers = [ends for ends in found if ends != (None, None, None)]
        if meant is None and numbers:
            wrong.append((row["phrase"], numbers))
        if meant is not None and (meant["value"], meant["low"], meant["high"]) not in numbers:
            wrong.append((row["phrase"], numbers))
    assert wrong == []
    assert len(rows(shared_data, "numbers.jsonl")) >= NUMBERS


def test_every_sum_of_the_cases_is_read_as_it_is_meant(shared_data: Path) -> None:
    wrong = []
    for row in rows(shared_data, "money.jsonl"):
        found = [(one.currency, one.value) for one in presented(row["text"]) if one.unit is Unit.MONEY and one.value]
        meant = (row["currency"], row["amount"])
        # Of a currency that several countries have, nothing is presented.
        if (found and meant not in found) or (row["currency"] and not found):
            wrong.append((row["text"], found))
    assert wrong == []
    assert len(rows(shared_data, "money.jsonl")) >= MONEY
