"""Who is reached when every address is local: the listener's word, not the client's exception."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.foundation.http.cases import NAMES, OWN_NAME, PARTLY, PUBLIC, PUBLIC_NAMES, PUBLIC_URLS, URLS
from tracker.foundation.http import AddressPolicy, Refused, check_url
from tracker.foundation.http.dns import vet_answer

ROOT = Path(__file__).resolve().parents[4]
POLICY = AddressPolicy(blocked_hosts=frozenset({OWN_NAME}))
UNSHARE = ["unshare", "--net", "--mount"]


@cache
def may_make_worlds() -> bool:
    """Whether this is root, on Linux, and allowed to."""
    if os.geteuid() or not (shutil.which("unshare") and shutil.which("ip")):
        return False
    trial = "ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ip -6 route add local ::/0 dev lo"
    return subprocess.run([*UNSHARE, "sh", "-c", trial], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def world() -> Any:
    """What world.py saw, or None where it cannot be run: then the guard's own verdict is all that there is to test."""
    if not may_make_worlds():
        return None
    program = [*UNSHARE, sys.executable, "-m", "tests.tracker.foundation.http.world"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused_by_verdict(url: str) -> bool:
    """Whether the URL, or the first answer that its name gets, is refused by the functions that decide."""
    answers = {name.host: name.answers[0] for name in (*NAMES, *PUBLIC_NAMES)}
    try:
        host = check_url(url, POLICY).host
        vet_answer(host, answers[host].addresses, POLICY) if host in answers else None
    except Refused:
        return True
    return host in answers and answers[host].silent


def test_nothing_but_the_outside_world_is_reached(world: Any) -> None:
    if world is None:
        assert [url for url in URLS if not refused_by_verdict(url) and url not in PARTLY] == []
        return
    allowed = {url: {PUBLIC} if url in PARTLY else set() for url in URLS}
    for way, seen in world["guarded"].items():
        assert len(seen) == len(set(URLS))
        on_the_way = {PUBLIC} if way == "behind_a_redirect" else set()
        wrong = {url: reached for url, reached in seen.items() if set(reached) - allowed[url] - on_the_way}
        assert wrong == {}, way


def test_the_outside_world_is_reached(world: Any) -> None:
    """Without this the listener's silence would tell nothing."""
    if world is None:
        assert [url for url in PUBLIC_URLS if refused_by_verdict(url)] == []
        return
    for way, seen in world["public"].items():
        assert [url for url, reached in seen.items() if not reached] == [], way
    unguarded = [url for url, reached in world["plain"].items() if reached]
    assert len(unguarded) * 2 > len(world["plain"]), (
        "a client without a guard reaches most of the refused addresses here"
    )
