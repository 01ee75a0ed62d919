"""Reconciliation on real coverage, with extraction and matching taken as perfect: what the rules alone are worth."""

import json
import subprocess
import sys
from pathlib import Path

from incidents.figures.policy import DEFAULT, POLICIES
from tests.incidents.figures.gold import replay


def score(shared_data: Path, tmp_path: Path, policy: str) -> dict[str, int]:
    """Hits by measure, as the scorer counts them."""
    lines = tmp_path / "replay.jsonl"
    rows = replay(shared_data / "streams", POLICIES[policy])
    lines.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    scorer = shared_data.parent / "tools" / "score_streams.py"
    done = subprocess.run(
        [sys.executable, str(scorer), str(shared_data / "streams"), str(lines)],
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.replace("headline figure: ", "").replace("scoped figures:", "scoped")
    hits = {}
    for line in words.splitlines():
        for phrase in line.split("  "):
            name, _, count = phrase.strip().rpartition(" ")
            if "/" in count and not phrase.startswith(("summary", " ")):
                hits[name] = int(count.split("/")[0])
    return hits


def test_the_default_policy_gives_the_figures_of_a_careful_curator(shared_data: Path, tmp_path: Path) -> None:
    hits = score(shared_data, tmp_path, DEFAULT.name)
    assert hits["best"] >= 26
    assert hits["at the end"] >= 7
    assert hits["bounds"] >= 23
    assert hits["disputed or not"] >= 28
    assert hits["scoped"] >= 8


def test_the_largest_claim_is_a_worse_guide(shared_data: Path, tmp_path: Path) -> None:
    assert score(shared_data, tmp_path, "maximum")["best"] < score(shared_data, tmp_path, "default")["best"]
