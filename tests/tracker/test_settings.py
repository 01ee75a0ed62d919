"""The settings as processes see them: each case is a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "tracker.example",
    "PUBLIC_URL": "https://tracker.example",
    "DATABASE_URL": "postgres://tracker:password@127.0.0.1:1/tracker",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
PROGRAMS = {
    "manage.py": [sys.executable, "manage.py", "check"],
    "celery": [sys.executable, "-m", "celery", "--app", "tracker", "report"],
    "gunicorn": [sys.executable, "-m", "gunicorn", "--config", "python:tracker.gunicorn", "tracker.wsgi"],
    "launch": [sys.executable, "-m", "tracker.launch"],
}


def run(program: list[str], environment: dict[str, str], scratch: Path) -> "subprocess.CompletedProcess[str]":
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    placed = {"ENV_FILE": os.devnull, "VAR_DIR": str(scratch), **environment}
    return subprocess.run(
        program, cwd=ROOT, env={**clean, **placed}, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_wrong_setting_stops_every_program_with_one_sentence(program, tmp_path):
    done = run(PROGRAMS[program], {**PRODUCTION, "PORT": "http"}, tmp_path)
    assert done.stderr == 'PORT is wrong, "http" does not fit: set it to a whole number.\n'
    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"DEBUG"}))
def test_production_asks_for_each_secret_and_address(name, tmp_path):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    done = run(PROGRAMS["manage.py"], environment, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{name} is not set: set it in the environment or in .env")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"ARTICLE_LEASE_SECONDS": "20"},
            (
                "ARTICLE_LEASE_SECONDS is below 42.6667, which the other limits need: raise it to that, or lower "
                "OUTBOUND_TOTAL_TIMEOUT_SECONDS or TEXT_TIME_LIMIT_SECONDS."
            ),
        ),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is wrong, its value does not fit: set it to at least 50 characters."),
        (
            {"DATABASE_URL": "sqlite://"},
            "DATABASE_URL names no file: the web server and the workers share one, so name it.",
        ),
        (
            {"DATABASE_URL": "postgres://tracker@db:5432/"},
            "DATABASE_URL names no database: end it with a slash and the database's name.",
        ),
        (
            {"DATABASE_URL": "postgres://tracker:p@db:port/x"},
            "DATABASE_URL cannot be read: write sqlite:///var/tracker.sqlite3 or postgres://user:password@host:5432/name.",
        ),
        ({"REDIS_URL": "http://redis"}, "REDIS_URL is wrong, its value does not fit: set it to an address"),
        ({"SUGGEST_THRESHOLD": "0.9"}, "SUGGEST_THRESHOLD is above CONFIRM_THRESHOLD: lower it to at most that value."),
        ({"ENV_FILE": "pyproject.toml"}, "Line 1 of pyproject.toml is not NAME=value"),
        ({"ENV_FILE": "nowhere.env"}, "ENV_FILE names nowhere.env, which is not there: correct it, or take it away."),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(change, sentence, tmp_path):
    done = run(PROGRAMS["manage.py"], {**PRODUCTION, **change}, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_development_needs_no_setting_and_keeps_its_key(tmp_path):
    ask = [sys.executable, "-c", "from tracker import settings as s; print(s.SECRET_KEY, s.DEBUG, s.ALLOWED_HOSTS)"]
    first, second = run(ask, {}, tmp_path), run(ask, {}, tmp_path)
    assert first.stdout == second.stdout
    assert first.stdout.endswith(" True ['localhost', '127.0.0.1', '[::1]']\n")
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def knobs_of_the_settings(tmp_path: Path) -> set[str]:
    ask = (
        "from tracker import settings; from tracker.foundation import env; "
        "print(*(knob.name for knob in env.declared()))"
    )
    return set(run([sys.executable, "-c", ask], PRODUCTION, tmp_path).stdout.split())


def test_the_example_lists_every_knob_and_no_other(tmp_path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(r"^(?:# )?([A-Z_]+)=", example, flags=re.MULTILINE)
    assert sorted(listed) == sorted(knobs_of_the_settings(tmp_path))


def test_the_example_states_the_defaults_of_production(tmp_path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^# ([A-Z_]+)=(.+)$", example, flags=re.MULTILINE))
    for relative in ("VAR_DIR", "SNAPSHOT_DIR", "STATIC_ROOT", "ENV_FILE"):
        stated.pop(relative)
    tell = (
        "import json; from tracker import settings as s\n"
        "print(json.dumps({k: v for k, v in vars(s).items() if k.isupper() and k != 'LOGGING'}, default=str))"
    )
    ask = [sys.executable, "-c", tell]
    plain = run(ask, PRODUCTION, tmp_path).stdout
    assert plain
    assert run(ask, {**PRODUCTION, **stated}, tmp_path).stdout == plain


def deploy_check(environment: dict[str, str], tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    return run([*PROGRAMS["manage.py"], "--deploy", "--fail-level", "WARNING"], environment, tmp_path)


def test_the_example_filled_in_passes_the_deploy_check(tmp_path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    filled = example.replace("SECRET_KEY=\n", f"SECRET_KEY={KEY}\n", 1)
    (tmp_path / "production.env").write_text(filled)
    done = deploy_check({"ENV_FILE": str(tmp_path / "production.env")}, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"ALLOW_PRIVATE_TARGETS": "1"}, "tracker.E001"),
        ({"ALLOWED_HOSTS": "*"}, "tracker.E002"),
        ({"DATABASE_URL": "sqlite:///var/tracker.sqlite3"}, "tracker.W001"),
        ({"PUBLIC_URL": "http://tracker.example"}, "tracker.W002"),
        ({"SECURE_HSTS_SECONDS": "0"}, "security.W004"),
        ({"DEBUG": "1"}, "security.W018"),
    ],
)
def test_the_deploy_check_refuses_what_belongs_on_a_desk(change, finding, tmp_path):
    done = deploy_check({**PRODUCTION, **change, "VAR_DIR": str(tmp_path)}, tmp_path)
    assert done.returncode == 1
    assert finding in done.stderr
    assert finding.startswith("security.") or "HINT: " in done.stderr
