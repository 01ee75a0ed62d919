"""The filter `python -m sources.extraction`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sources.extraction import VERSION

ROOT = Path(__file__).resolve().parents[3]
GOOD = {"id": "a", "title": "Breach", "text": "Hackers stole data of 5,000 users.", "published": "2018-04-04"}

FIELDS = {
    *(
        "start",
        "end",
        "text",
        "quote_start",
        "quote_end",
        "metric",
        "unit",
        "value",
        "low",
        "high",
        "hedge",
        "hedge_text",
    ),
    *(
        "measure",
        "modality",
        "possible",
        "negated",
        "scope",
        "scope_text",
        "attribution",
        "attribution_kind",
        "speaker",
    ),
    *("attribution_kind", "speaker", "directness", "relation", "organisation", "primary", "score", "features"),
}


def run(lines: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sources.extraction", *arguments],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )


def test_an_article_gives_one_line_with_the_fields_of_the_contract() -> None:
    done = run([json.dumps(GOOD)])
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["id"], row["version"], row["headline"]) == ("a", VERSION, 5_000)
    assert row["seconds"] >= 0
    (claim,) = row["claims"]
    assert set(claim) == FIELDS


def test_bad_lines_are_told_by_number_and_the_others_go_on() -> None:
    lines = [json.dumps(GOOD), "{", "[]", '{"id": "x"}', json.dumps(GOOD | {"published": "soon"}), "", json.dumps(GOOD)]
    done = run(lines)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["line 2", "line 3", "line 4", "line 5"]


def test_bytes_that_are_no_text_are_told_by_number() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sources.extraction"],
        input=b"\xff\xfe\n",
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"line 1: ")


def test_half_a_surrogate_pair_and_endless_digits_stop_nobody() -> None:
    odd = r'{"id": "a\ud83d", "title": "Leak", "text": "Hackers stole data of 5,000 users, Nor\ud800bank said."}'
    done = run([odd, '{"id": "b", "text": "", "n": ' + "1" * 5000 + "}", json.dumps(GOOD)])
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert (first["id"], first["claims"][0]["attribution"], second["id"]) == ("a\ud83d", "Nor\ud800bank", "a")
    assert done.stderr.startswith("line 2: ")


def test_explain_prints_what_no_encoding_holds_as_a_question_mark() -> None:
    odd = r'{"id": "a", "title": "Leak\ud83d", "text": "Hackers stole data of 5,000 users."}'
    done = run([odd], "--explain")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Leak?")


def test_several_processes_keep_the_order_of_the_input() -> None:
    lines = [json.dumps(GOOD | {"id": str(number)}) for number in range(100)]
    lines[40] = "no JSON"
    done = run(lines, "--jobs", "2")
    expected = [str(number) for number in range(100) if number != 40]
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == expected
    assert done.stderr.startswith("line 41: ")
    assert done.returncode == 1


def test_explain_marks_the_mentions_and_gives_the_reasons() -> None:
    done = run([json.dumps(GOOD)], "--explain")
    assert "data of [1: 5,000] users" in done.stdout
    assert ", data of +" in done.stdout
    assert "\x1b" not in done.stdout
    assert "headline figure: 5,000" in done.stdout


def test_explain_says_when_a_language_is_left_alone() -> None:
    text = "De gegevens van 40.000 klanten van de bank zijn na een aanval op het net te vinden."
    assert "(nl) is not supported" in run([json.dumps(GOOD | {"text": text, "title": ""})], "--explain").stdout


@pytest.mark.parametrize("arguments", [("--jobs", "0"), ("--jobs", "many"), ("--unknown",)])
def test_a_wrong_argument_is_told_with_status_2(arguments: tuple[str, ...]) -> None:
    assert run([], *arguments).returncode == 2


def test_importing_the_extractor_loads_neither_django_nor_celery() -> None:
    code = "import sys, sources.extraction; print([m for m in sys.modules if m.split('.')[0] in {'django', 'celery'}])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_reading_twice_gives_the_same() -> None:
    once, twice = (json.loads(run([json.dumps(GOOD)]).stdout) for _ in range(2))
    assert once | {"seconds": 0} == twice | {"seconds": 0}
