"""Real coverage, the whole way: what a careful curator would have recorded, and how much of it we do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from incidents.regulators import seed_regulators
from sources.batches import lines_of
from sources.replay.cases import cases_of, open_case
from sources.replay.running import Replay, checkpoint_of, item_of


@pytest.mark.django_db
def test_the_streams_come_out_as_a_careful_curator_would_have_it(shared_data: Path, tmp_path: Path) -> None:
    streams = shared_data / "streams"
    cases = cases_of(json.loads((streams / "incidents.json").read_text(encoding="utf-8")))
    with transaction.atomic():
        seed_regulators()
        incidents = {case.key: open_case(case) for case in cases}
        items = [item_of(line) for _, line in lines_of(streams / "input.jsonl")]
        checkpoints = [checkpoint_of(line, incidents) for _, line in lines_of(streams / "checkpoints.jsonl")]
        lines = list(Replay(incidents).run(items, checkpoints))
    replayed = tmp_path / "replay.jsonl"
    replayed.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    scorer = shared_data.parent / "tools" / "score_streams.py"
    command = [sys.executable, str(scorer), str(streams), str(replayed)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    hits = {
        name.strip(" :"): (int(hit), int(of))
        for part in printed.split("\n  miss")[0].replace("\n", "  ").split("  ")
        for name, _, count in [part.rpartition(" ")]
        for hit, slash, of in [count.partition("/")]
        if slash
    }
    assert hits["links: precision"][0] >= 0.97 * hits["links: precision"][1]
    assert hits["recall"][0] >= 0.95 * hits["recall"][1]
    assert hits["noise left alone"][0] >= 13
    assert hits["headline figure: best"][0] >= 26
    assert hits["at the end"][0] >= 7
    assert hits["bounds"][0] >= 20
    assert hits["disputed or not"][0] >= 27
    assert hits["scoped figures"][0] >= 7
    assert hits["fines and settlements: found"][0] >= 11
    assert hits["stage right"][0] >= 10
