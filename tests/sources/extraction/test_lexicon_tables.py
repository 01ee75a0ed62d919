"""How the files of the lexicon are read: parts within strings, and the calendar that all files share."""

import re

import pytest

from sources.extraction.lexicon import tables


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    content: dict[str, object] = {}
    calendar = tables._parsed("en", "calendar")
    monkeypatch.setattr(tables, "_parsed", lambda _, name: calendar if name == "calendar" else dict(content))
    return content


def test_a_part_stands_where_it_is_named(file: dict[str, object]) -> None:
    file |= {"parts": {"who": ["users?", "members"], "of_whom": "of {who}"}, "before": ["data {of_whom}{0,2}"]}
    assert tables.read_table("en", "any")["before"] == ["data of (?:users?|members){0,2}"]


def test_an_unknown_part_is_refused(file: dict[str, object]) -> None:
    file |= {"before": "on {weekdy}"}
    with pytest.raises(KeyError, match="weekdy"):
        tables.read_table("en", "any")


def test_every_file_can_name_days_and_months(file: dict[str, object]) -> None:
    file |= {"small": "by {weekday}", "capital": "in {Month}", "words": "{Weekdays} However"}
    table = tables.read_table("en", "any")
    assert re.fullmatch(table["small"], "by friday")
    assert all(re.fullmatch(table["capital"], words) for words in ("in September", "in Sept", "in Sep", "in May"))
    assert {"Monday", "Sunday", "However"} <= tables.word_set(table["words"])


def test_months_are_numbered_by_each_of_their_names() -> None:
    forms = tables.month_forms()
    assert (forms["january"], forms["jan"], forms["sept"], forms["may"], forms["december"]) == (1, 1, 9, 5, 12)
