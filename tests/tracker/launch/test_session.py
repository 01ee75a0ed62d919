import os
import socket
import sys
from pathlib import Path

import pytest

from tests.services import ROOT
from tracker.foundation.env import SettingError
from tracker.launch import session
from tracker.launch.redis import redis_command, redis_program


def test_a_port_that_is_taken_is_named_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingError) as refusal:
            session.require_free_port("127.0.0.1", port)
    assert str(refusal.value) == (
        f"Port {port} is taken by another program: stop that, or choose another port with PORT={port + 1}."
    )
    session.require_free_port("127.0.0.1", port)


def test_an_address_of_another_machine_cannot_be_used():
    with pytest.raises(SettingError, match=r"Port 8000 on 192\.0\.2\.1 cannot be used"):
        session.require_free_port("192.0.2.1", 8000)


def test_a_checkout_runs_once(tmp_path: Path):
    with session.locked(tmp_path):
        with pytest.raises(SettingError) as refusal, session.locked(tmp_path):
            pytest.fail("it ran twice")
        assert str(refusal.value) == f"This checkout is running already (process {os.getpid()}): stop that first."
    with session.locked(tmp_path):
        assert (tmp_path / "launch.lock").read_text() == str(os.getpid())


def test_two_checkouts_run_side_by_side(tmp_path: Path):
    (tmp_path / "one").mkdir()
    with session.locked(tmp_path / "one"), session.locked(tmp_path / "two"):
        pass


def test_the_procfile_is_read_as_commands(tmp_path: Path):
    (tmp_path / "Procfile").write_text("# said\nweb: serve --name 'two words'\n\nbeat:  tick  # each second\n")
    assert session.procfile(tmp_path / "Procfile") == {"web": ["serve", "--name", "two words"], "beat": ["tick"]}
    assert set(session.procfile(ROOT / "Procfile")) == {"web", "worker", "deliverer", "beat"}


def test_the_bundled_server_is_taken_where_the_path_has_none(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    bundled = Path(redis_program())
    assert bundled.name == "valkey-server"
    assert os.access(bundled, os.X_OK)


def test_a_server_on_the_path_comes_first(tmp_path: Path, monkeypatch):
    own = tmp_path / "redis-server"
    own.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_program() == str(own)


def test_redis_keeps_every_message_and_lets_nobody_else_in(tmp_path: Path):
    words = redis_command(socket=tmp_path / "redis.sock", var=tmp_path)
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert (options["--port"], options["--unixsocketperm"]) == ("0", "700")


def test_the_programs_of_this_environment_are_found_first(monkeypatch):
    monkeypatch.setenv("PATH", "/somewhere")
    first, _, rest = session.child_environment()["PATH"].partition(os.pathsep)
    assert (Path(first) / "celery").exists()
    assert rest == "/somewhere"


def test_a_later_run_says_how_to_set_a_new_password(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.chdir(ROOT)
    session.print_addresses(None)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "New password" in line]
    python, *rest = line.split()[2:]
    assert rest == ["manage.py", "changepassword", "curator"]
    assert (ROOT / python).samefile(sys.executable)
