import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import ROOT, wait_for
from tracker.launch.supervisor import ChildEnded, Lines, Stopped, Supervisor, stop_signals_raise

FOREVER = "import time\nwhile True: time.sleep(1)\n"
# A process whose own child outlives it unless the whole session is ended.
WITH_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print('child', child.pid, flush=True)\n"
)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(output: io.StringIO) -> Iterator[Supervisor]:
    made = Supervisor(folder=ROOT, environment=os.environ, output=output)
    yield made
    made.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def child_printed(output: io.StringIO) -> int:
    words = output.getvalue().split()
    return int(words[words.index("child") + 1]) if "child" in words else 0


def test_lines_come_out_whole_and_with_their_name(supervisor, output):
    supervisor.start("talker", python("print('one', flush=True)\nprint('two', end='', flush=True)\n"))
    with pytest.raises(ChildEnded, match=r"talker has ended \(code 0\)"):
        supervisor.watch()
    supervisor.stop()
    assert output.getvalue() == "talker    | one\ntalker    | two\n"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"on", b"e\nt", b"wo\n"], ["one", "two"]),
        ([b"no end", b""], ["no end"]),
        ([b"caf\xc3", b"\xa9\n"], ["café"]),
        ([b"\xff\r\n"], ["\ufffd"]),
        ([b""], []),
    ],
)
def test_pieces_are_put_together_to_lines(pieces, expected):
    lines = Lines("any")
    assert [line for piece in pieces for line in lines.take(piece)] == expected


@pytest.mark.parametrize(("code", "how"), [("raise SystemExit(3)", "code 3"), ("import os; os.abort()", "by SIGABRT")])
def test_one_that_ends_is_named_and_takes_all_along(code, how, supervisor):
    supervisor.start("steady", python(FOREVER))
    steady = supervisor.children["steady"]
    supervisor.start("faulty", python(code))
    with pytest.raises(ChildEnded) as ended:
        supervisor.watch()
    supervisor.stop()
    assert str(ended.value) == f"faulty has ended ({how})."
    assert steady.poll() == -signal.SIGTERM


def test_what_a_process_has_started_ends_with_it(supervisor, output):
    supervisor.start("parent", python(WITH_CHILD + FOREVER))
    assert supervisor.wait_until(lambda: child_printed(output) > 0, seconds=30)
    supervisor.stop()
    wait_for(lambda: not alive(child_printed(output)), "the grandchild to end")


def test_what_a_dead_process_has_started_ends_too(supervisor, output):
    supervisor.start("parent", python(WITH_CHILD))
    with pytest.raises(ChildEnded):
        supervisor.watch()
    supervisor.stop()
    wait_for(lambda: not alive(child_printed(output)), "the grandchild to end")


def test_one_that_will_not_stop_is_killed(supervisor, output, monkeypatch):
    monkeypatch.setattr("tracker.launch.supervisor.GRACE_SECONDS", 0.5)
    code = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\n"
    supervisor.start("deaf", python(code + FOREVER))
    deaf = supervisor.children["deaf"]
    assert supervisor.wait_until(lambda: "| deaf" in output.getvalue(), seconds=30)
    supervisor.stop()
    assert deaf.returncode == -signal.SIGKILL


def test_the_named_ones_stop_and_the_others_go_on(supervisor):
    supervisor.start("first", python(FOREVER))
    supervisor.start("second", python(FOREVER))
    supervisor.stop(["second"])
    assert list(supervisor.children) == ["first"]
    assert supervisor.children["first"].poll() is None


def test_waiting_in_vain_says_so(supervisor):
    supervisor.start("steady", python(FOREVER))
    assert not supervisor.wait_until(lambda: False, seconds=0.2)


def test_much_output_while_nobody_looks_blocks_nobody_for_good(supervisor, output):
    supervisor.start("talker", python("for n in range(20000): print('line', n)\nprint('end', flush=True)\n" + FOREVER))
    time.sleep(0.3)
    assert supervisor.wait_until(lambda: "| end" in output.getvalue(), seconds=30)
    assert output.getvalue().count("\n") == 20001


def stopped_twice(number: signal.Signals) -> None:
    with stop_signals_raise():
        try:
            os.kill(os.getpid(), number)
            time.sleep(10)
        finally:
            os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_stop_signal_raises_once_and_is_then_ignored(number):
    before = signal.getsignal(number)
    with pytest.raises(Stopped):
        stopped_twice(number)
    assert signal.getsignal(number) == before


def test_a_supervisor_that_is_killed_leaves_nobody(tmp_path):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tracker.launch.supervisor import Supervisor\n"
        "s = Supervisor(folder=Path('.'), environment=os.environ, output=sys.stdout)\n"
        f"s.start('steady', [sys.executable, '-c', {FOREVER!r}])\n"
        "print(s.children['steady'].pid, flush=True)\n"
        "s.watch()\n"
    )
    boss = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert boss.stdout is not None
    with boss.stdout:
        pid = int(boss.stdout.readline())
        boss.kill()
        boss.wait()
    wait_for(lambda: not alive(pid), "the child to end")
