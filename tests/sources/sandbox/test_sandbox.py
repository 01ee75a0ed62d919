"""What the child is given, what it may take, and that nothing of it stays."""

import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sources import extraction
from sources.extraction.pages.addresses import UnusableUrl, canonical_url
from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.extraction.pages.feeds import UnreadableFeed, parse_feed
from sources.extraction.proceedings import read_stages
from sources.pipeline.deadline import StepOverran, within
from sources.sandbox import FailedInside, SandboxUnavailable, TextKilled, TextLimits, calling, run, wire
from tests.services import ROOT, wait_for
from tests.sources.pages.feed_cases import BASE, CASES, TODAY
from tests.sources.pages.feed_forms import FORMS
from tests.system.launched import processes_of

AMPLE = TextLimits(cpu_seconds=20, wall_seconds=60, memory_mb=1000)
URL = "https://gazette.example/a"
SENTENCE = "Norbank said on 4 April 2018 that data of 45,000 customers was stolen, and was fined 5 million euros. "
PAGE = f"<html><head><title>Norbank</title></head><body><article><p>{SENTENCE * 4}</p></article></body></html>".encode()


def text(times: int) -> extraction.ArticleText:
    return extraction.ArticleText(id="1", title="Norbank hacked", text=SENTENCE * times)


LONG = text(5_000)


def test_a_value_is_what_it_is_without_the_sandbox() -> None:
    assert run(clean, AMPLE, PAGE, url=URL) == clean(PAGE, url=URL)
    assert run(extraction.read, AMPLE, text(20)) == extraction.read(text(20))
    assert run(read_stages, AMPLE, text(20), frozenset({"Norland Data Office"})) == read_stages(text(20))
    rss = b"<rss version='2.0'><channel><title>A</title><item><link>https://a.example/1</link></item></channel></rss>"
    assert run(parse_feed, AMPLE, rss, url=URL) == parse_feed(rss, url=URL)


def test_every_charset_and_date_is_read_within_the_sandbox_too() -> None:
    """A child loads nothing late: no codec, no names of months."""
    for case in (*CASES, *FORMS):
        if case.kind in {"encoding", "odd date"}:
            said = {"url": BASE, "content_type": case.content_type, "today": TODAY}
            assert run(parse_feed, AMPLE, case.body, **said) == parse_feed(case.body, **said), str(case)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: run(clean, AMPLE, b"", url=URL), UnreadablePage),
        (lambda: run(parse_feed, AMPLE, b"x", url=URL), UnreadableFeed),
        (lambda: run(canonical_url, AMPLE, "ftp://x"), UnusableUrl),
        (lambda: run(extraction.read, AMPLE, None), FailedInside),  # type: ignore[arg-type]
        (lambda: run(os.getcwd, AMPLE), FailedInside),
    ],
)
def test_an_error_comes_back_as_itself_or_by_name(call: Callable[[], Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"\w"):
        call()


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (TextLimits(0.05, 60, 1000), "took more than 0.05 s of processor time"),
        (TextLimits(20, 0.05, 1000), "took more than 0.05 s$"),
    ],
)
def test_a_text_that_takes_too_much_is_ended_and_the_next_is_read(limits: TextLimits, reason: str) -> None:
    before = run(extraction.read, AMPLE, text(3))
    with pytest.raises(TextKilled, match=reason):
        run(extraction.read, limits, LONG)
    assert run(extraction.read, AMPLE, text(3)) == before


def test_memory_that_a_library_ran_out_of_and_kept_quiet_about_is_told() -> None:
    page = b"<html><body>" + b"<div><p>Norbank lost the data of 45,000 people.</p></div>" * 5_000
    with pytest.raises(TextKilled, match="of memory"):
        run(clean, TextLimits(20, 60, 4), page, url=URL)
    assert run(extraction.read, AMPLE, text(1)).mentions


def test_a_child_that_is_ended_from_outside_is_told_from_an_error() -> None:
    run(extraction.read, AMPLE, text(1))
    kill = threading.Timer(0.1, os.kill, (calling._sandbox._pid, signal.SIGKILL))
    kill.start()
    with pytest.raises(TextKilled, match="SIGKILL"):
        run(extraction.read, AMPLE, LONG)
    kill.join()


def test_a_child_that_was_ended_between_two_texts_costs_neither() -> None:
    run(extraction.read, AMPLE, text(1))
    os.kill(calling._sandbox._pid, signal.SIGKILL)
    time.sleep(0.2)
    assert run(extraction.read, AMPLE, text(1)).mentions


def test_a_nursery_that_was_ended_is_replaced() -> None:
    run(extraction.read, AMPLE, text(1))
    nursery = calling._sandbox._nursery
    assert nursery is not None
    nursery.kill()
    time.sleep(0.2)
    assert run(extraction.read, AMPLE, text(1)).mentions
    assert nursery.returncode is not None, "it was waited for"


def test_a_child_is_replaced_after_its_number_of_texts_and_leaves_no_zombie() -> None:
    pids = set()
    for _ in range(450):
        run(canonical_url, AMPLE, URL)
        pids.add(calling._sandbox._pid)
    assert len(pids) in (3, 4)
    nursery = calling._sandbox._nursery
    assert nursery is not None
    children = Path(f"/proc/{nursery.pid}/task/{nursery.pid}/children").read_text(encoding="ascii").split()
    assert children == [str(calling._sandbox._pid)]


def test_threads_take_turns() -> None:
    found: list[extraction.Reading] = []
    threads = [threading.Thread(target=lambda: found.append(run(extraction.read, AMPLE, text(5)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [extraction.read(text(5))] * 8


def test_a_daemonic_fork_has_a_sandbox_of_its_own() -> None:
    run(canonical_url, AMPLE, URL)
    own = calling._sandbox._pid

    def in_fork(answers: Any) -> None:
        answers.send((run(canonical_url, AMPLE, URL), calling._sandbox._pid))
        calling._close()

    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=in_fork, args=(there,), daemon=True)
    process.start()
    assert here.poll(60)
    value, pid = here.recv()
    process.join()
    assert value == URL
    assert pid != own
    assert run(canonical_url, AMPLE, URL) == URL
    assert calling._sandbox._pid == own


def test_a_call_that_is_broken_off_leaves_a_sandbox_that_works() -> None:
    run(canonical_url, AMPLE, URL)
    began = time.monotonic()
    with pytest.raises(StepOverran), within(0.05):
        run(extraction.read, AMPLE, LONG)
    assert time.monotonic() - began < 10
    assert run(canonical_url, AMPLE, URL) == URL


PROGRAM = f"""
from sources import extraction
from sources.sandbox import TextLimits, run
ample = TextLimits(20, 60, 1000)
long = extraction.ArticleText(id="1", title="Norbank hacked", text={SENTENCE!r} * 5000)
run(extraction.read, ample, extraction.ArticleText(id="1", title="", text="a"))
print("warm", flush=True)
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("at_work", [True, False])
def test_nothing_outlives_the_process_that_opens_texts(tmp_path: Path, ending: int, *, at_work: bool) -> None:
    busy = "while True: run(extraction.read, ample, long)" if at_work else "import time; time.sleep(100)"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM + busy],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"warm\n"
        assert len(processes_of(tmp_path)) == 3
        process.send_signal(ending)
        process.wait()
    wait_for(lambda: processes_of(tmp_path) == [], "nursery and child to end", 20)


def test_the_child_is_given_no_secret() -> None:
    run(canonical_url, AMPLE, URL)
    environment = Path(f"/proc/{calling._sandbox._pid}/environ").read_bytes()
    assert b"DATABASE_URL" not in environment
    assert b"SECRET" not in environment


def test_the_child_has_no_file_but_its_socket_open() -> None:
    run(canonical_url, AMPLE, URL)
    files = [str(one.readlink()) for one in Path(f"/proc/{calling._sandbox._pid}/fd").iterdir()]
    assert [name for name in files if name.endswith((".sqlite3", ".log"))] == []
    assert len([name for name in files if name.startswith("socket:")]) == 1


class Trespass:
    """What a child that was taken over might send."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("true",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps((True, Trespass())),
        pickle.dumps((True, subprocess.Popen)),
        pickle.dumps((True, clean)),
        pickle.dumps((True, UnreadablePage("x"))),
        b"\x80\x05csources.extraction.pages.clean\ntrafilatura.load_html\n.",
        b"",
        b"\x80\x05K\x01",
    ],
)
def test_an_answer_that_names_anything_else_is_not_built(data: bytes) -> None:
    with pytest.raises(wire.Untrusted):
        wire.loads(data)


def test_an_answer_that_is_too_long_is_not_read() -> None:
    here, there = socket.socketpair()
    with here, there:
        there.sendall((10**12).to_bytes(8, "big"))
        with pytest.raises(wire.Untrusted, match="at most"):
            wire.receive(here, deadline=time.monotonic() + 5)


def test_a_sandbox_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(calling, "_ROOT", tmp_path)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SandboxUnavailable):
        calling.Sandbox().call(AMPLE, "sources.extraction.pages.addresses", "canonical_url", (URL,), {})
