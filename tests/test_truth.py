"""The yardstick itself: what it counts as right, what the naive rules say, and what it calls a loss."""

import json
from pathlib import Path

import pytest

from tests.truth import outcomes
from tests.truth.outcomes import Outcome, Sheet, interval, keep, moved, stored

VICTIM = "Marlow Ferries"


def outcome(item: str, group: str, *, right: bool, measure: str = "best") -> Outcome:
    return Outcome(measure, item, group, right)


def test_an_interval_is_of_groups_not_of_items() -> None:
    one_group = [outcome(str(number), "a", right=number < 5) for number in range(10)]
    assert interval(one_group) == (0.5, 0.5), "drawn anew it is the same group each time"
    two_groups = [outcome(str(number), "ab"[number % 2], right=number % 2 == 0) for number in range(10)]
    assert interval(two_groups) == (0.0, 1.0)


def test_what_moved_is_told_by_item(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(outcomes, "RESULTS", tmp_path / "results.json")
    assert stored() == {}
    keep([Sheet("set", [outcome("1", "a", right=True), outcome("2", "a", right=False)])])
    now = Sheet("set", [outcome("1", "a", right=False), outcome("2", "a", right=True), outcome("3", "a", right=False)])
    gained, lost = moved(now, stored()["set"])
    assert ([one.item for one in gained], [one.item for one in lost]) == (["2"], ["1"]), "3 was not asked before"
    keep([Sheet("other", [outcome("1", "a", right=True)])])
    assert set(stored()) == {"set", "other"}


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    (folder / name).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.mark.django_db
def test_a_stream_is_scored_beside_the_naive_rules(tmp_path: Path) -> None:
    from tests.truth.stream_sets import of_folder
    from tests.truth.streams import sheet_of

    lines = (
        ("1", "2031-03-03", "stole personal data of 45,000 customers"),
        ("2", "2031-03-05", "had in fact stolen personal data of 52,000 customers, not 45,000"),
    )
    texts: list[dict[str, object]] = [
        {
            "id": key,
            "url": f"https://gazette.example/{key}",
            "publisher": "Gazette",
            "published": day,
            "title": f"Data breach at {VICTIM}",
            "text": f"{VICTIM} said on Monday that hackers {words} in a data breach.",
        }
        for key, day, words in lines
    ]
    other = {"id": "3", "url": "https://gazette.example/3", "publisher": "Gazette", "published": "2031-03-04"}
    texts.append(other | {"title": "Weather", "text": "Rain is expected in the north on Wednesday, and wind."})
    write(tmp_path, "input.jsonl", texts)
    write(
        tmp_path, "articles.jsonl", [{"id": row["id"], "incident": "f" if row["id"] != "3" else None} for row in texts]
    )
    write(tmp_path, "checkpoints.jsonl", [])
    parties = [{"name": VICTIM, "role": "controller"}]
    cases = [{"key": "f", "title": f"{VICTIM} data breach", "parties": parties, "disclosed_on": "2031-03-03"}]
    (tmp_path / "incidents.json").write_text(json.dumps(cases), encoding="utf-8")
    points = [
        {"known_on": day, "scope": None, "low": best, "best": best, "high": best, "unit": "people", "status": "settled"}
        for day, best in (("2031-03-03", 45_000), ("2031-03-05", 52_000), ("2031-03-06", 60_000))
    ]
    (tmp_path / "timeline.json").write_text(json.dumps({"f": {"affected_timeline": points}}), encoding="utf-8")

    measured = {
        measure: [one.right for one in found] for measure, found in sheet_of(of_folder(tmp_path)).measures().items()
    }
    assert measured["headline figure: the tracker"] == [True, True, False], "nobody told of 60,000"
    assert measured["headline figure: the newest headline, right links"] == [True, True, False]
    assert measured["headline figure: the newest article's largest, our links"] == [True, True, False]
    assert measured["at the end: the tracker"] == [False]
    assert measured["links: recall"] == [True, True]
    assert measured["links: noise left alone"] == [True]
    assert measured["links: precision"] == [True, True]
