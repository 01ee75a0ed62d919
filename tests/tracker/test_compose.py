"""docker-compose.yml without an engine: its YAML, its promises, and every command in it, run or parsed for real."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.base import CLIContext
from celery.bin.celery import celery as celery_command
from django.core.management import load_command_class
from django.core.management.base import BaseCommand

from tests.services import ROOT, wait_for
from tracker.celery import app
from tracker.foundation import env
from tracker.launch.redis import redis_answers, redis_program
from tracker.launch.session import procfile

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "deliverer", "beat")
COMMAND_APPS = {"migrate": "django.core", "seed_regulators": "incidents", "health": "tracker"}


def parse_manage(words: list[str]) -> None:
    assert words[:2] == ["python", "manage.py"]
    command: BaseCommand = load_command_class(COMMAND_APPS[words[2]], words[2])
    command.create_parser("manage.py", words[2]).parse_args(words[3:])


def parse_celery(words: list[str]) -> None:
    # Quiet: a banner would stand between the lines of JSON.
    assert words[:4] == ["celery", "--app", "tracker", "--quiet"]
    subcommand = celery_command.commands[words[4]]
    subcommand.make_context(words[4], words[5:], obj=CLIContext(app=app, no_color=True, workdir=None))


@pytest.mark.parametrize("service", OURS)
def test_each_service_starts_a_command_that_exists(service: str) -> None:
    command = SERVICES[service]["command"]
    if command[:2] == ["sh", "-c"]:
        for part in command[2].split("&&"):
            parse_manage(part.split())
    elif command[0] == "celery":
        parse_celery(command)
    else:
        assert command == ["gunicorn", "--config", "python:tracker.gunicorn", "tracker.wsgi"]


@pytest.mark.parametrize("service", ["worker", "deliverer", "beat"])
def test_each_health_check_asks_the_rows(service: str) -> None:
    check = SERVICES[service]["healthcheck"]["test"]
    assert check[0] == "CMD"
    parse_manage(check[1:])


def test_gunicorn_takes_the_configuration_of_the_web_service() -> None:
    done = subprocess.run(
        [sys.executable, "-m", *SERVICES["web"]["command"], "--check-config"],
        cwd=ROOT,
        env={**os.environ, "WEB_HOST": "0.0.0.0", "LOG_FORMAT": "json"},  # noqa: S104 - as in the image
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_redis_takes_the_options_of_the_redis_service(tmp_path: Path) -> None:
    program, *options = SERVICES["redis"]["command"]
    assert program == "redis-server"
    here = ["--port", "0", "--unixsocket", str(tmp_path / "r"), "--dir", str(tmp_path)]
    server = subprocess.Popen([redis_program(), *options, *here], stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: redis_answers(f"unix://{tmp_path / 'r'}") or server.poll() is not None, "Redis to answer")
        assert server.poll() is None
        assert list(tmp_path.glob("appendonlydir/*.aof*"))
    finally:
        server.terminate()
        server.wait()


def test_the_procfile_and_the_compose_file_start_the_same() -> None:
    commands = procfile(ROOT / "Procfile")
    assert set(commands) == set(OURS) - {"migrate"}
    assert commands["web"] == SERVICES["web"]["command"]
    for name in ("worker", "deliverer", "beat"):
        parse_celery(commands[name])
    for name in ("worker", "deliverer"):
        queue = commands[name].index("--queues") + 1
        assert commands[name][queue] in SERVICES[name]["command"]


def test_the_processes_wait_for_what_they_stand_on() -> None:
    for name in OURS:
        for needed, how in SERVICES[name]["depends_on"].items():
            assert how["condition"] in ("service_healthy", "service_completed_successfully")
            assert needed == "migrate" or "healthcheck" in SERVICES[needed]


def test_no_secret_stands_in_the_file_and_none_has_a_default() -> None:
    assert COMPOSE["secrets"] == {
        "secret_key": {"environment": "SECRET_KEY"},
        "database_password": {"environment": "DATABASE_PASSWORD"},
    }
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    values = [f"{name}={value}" for each in environments for name, value in each.items() if value is not None]
    assert [
        value for value in values if re.search(r"(PASSWORD|SECRET|TOKEN|KEY)[A-Z_]*=(?!/run/secrets/)", value)
    ] == []
    assert [value for value in values if re.search(r"://[^/@]*:[^/@]*@", value)] == []


def test_every_knob_reaches_the_processes_or_is_fixed_by_the_image() -> None:
    given = set(SERVICES["web"]["environment"])
    image = (ROOT / ".ci" / "Dockerfile").read_text(encoding="utf-8")
    fixed = {"VAR_DIR", "STATIC_ROOT", "WEB_HOST"}
    # Inside the container the port is always 8000, there is no .env, private addresses stay closed, and snapshots lie
    # on a volume beneath VAR_DIR.
    left_out = {"PORT", "ENV_FILE", "ALLOW_PRIVATE_TARGETS", "SNAPSHOT_DIR"}
    assert all(f"{name}=" in image for name in fixed)
    names = {name.removesuffix("_FILE") for name in given}
    declared = {knob.name for knob in env.declared() if knob.name.isupper() and not knob.name.startswith("KNOB")}
    assert names == declared - fixed - left_out


def test_nothing_runs_as_root_or_is_open_to_the_world() -> None:
    dockerfile = (ROOT / ".ci" / "Dockerfile").read_text(encoding="utf-8")
    last_stage = dockerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER tracker$", last_stage, flags=re.MULTILINE)
    assert all(SERVICES[name]["cap_drop"] == ["ALL"] for name in (*OURS, "redis"))
    assert SERVICES["redis"]["user"] == "redis"
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8000:8000"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("db", "redis"))


def test_what_the_servers_keep_is_on_volumes() -> None:
    kept = {
        volume.split(":")[0]
        for name in ("db", "redis", "beat", "web", "worker")
        for volume in SERVICES[name]["volumes"]
    }
    assert kept == set(COMPOSE["volumes"]) == {"database", "broker", "beat", "snapshots"}


def test_the_database_is_postgresql_16_or_newer() -> None:
    image, _, version = SERVICES["db"]["image"].partition(":")
    assert image == "postgres"
    assert int(version.split(".")[0]) >= 16


def test_the_image_is_built_from_what_the_builder_is_given() -> None:
    dockerfile = (ROOT / ".ci" / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1] for line in dockerfile.splitlines() if line.startswith("COPY ") and "--from" not in line]
    given = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert set(copied) == given
    assert all((ROOT / name).exists() for name in copied)
    assert (ROOT / SERVICES["web"]["build"]["dockerfile"]).is_file()


def test_the_image_leaves_out_what_only_tests_need() -> None:
    dockerfile = (ROOT / ".ci" / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"--requirement (\S+)", dockerfile) == ["requirements.txt"]
    runtime = named(ROOT / "requirements.txt")
    assert "Django" in runtime
    assert not runtime & named(ROOT / "tests" / "requirements.txt")
    assert not runtime & {"pytest", "playwright"}


def named(requirements: Path) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", requirements.read_text(encoding="utf-8"), re.MULTILINE))
