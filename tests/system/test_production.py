"""The production shape on this machine: gunicorn with the example's settings, hashed static files, JSON logs."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.services import ROOT, database_url_of_tests, stop, wait_for

KEY = "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz"


class Served:
    """The web server in the production shape."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = int(environment["PORT"])
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "python:tracker.gunicorn", "tracker.wsgi"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """The answer and its body; asks as the proxy in front does, unless `headers` say otherwise."""
        asked = {"Host": "tracker.example", "X-Forwarded-Proto": "https"}
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=asked)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0].status == 200
        except OSError:
            return False


@pytest.fixture
def served(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Served]:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / "production.env").write_text(example.replace("SECRET_KEY=\n", f"SECRET_KEY={KEY}\n", 1))
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": str(tmp_path / "production.env"),
        "VAR_DIR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "DATABASE_URL": database_url_of_tests(),
        "REDIS_URL": redis_url,
        "PORT": str(free_port()),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    server = Served(environment, tmp_path / "web.log")
    try:
        wait_for(lambda: server.answers() or server.process.poll() is not None, "the web server to answer")
        assert server.process.poll() is None, server.log.read_text()
        yield server
    finally:
        stop(server.process)


def test_the_production_shape_serves(served: Served) -> None:
    answer, page = served.get("/admin/login/")
    assert answer.status == 200
    assert "max-age=31536000; includeSubDomains; preload" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Set-Cookie"].startswith("__Host-tracker_csrf=")
    assert "Secure" in answer.headers["Set-Cookie"]

    style = re.search(r'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    assert style is not None
    file, _ = served.get(style[1])
    assert file.status == 200
    assert "immutable" in file.headers["Cache-Control"]

    # Reading without a token is off unless it is switched on.
    assert served.get("/api/v1/incidents")[0].status == 401
    assert served.get("/api/schema/")[0].status == 200
    assert served.get("/metrics")[0].status == 404


def test_the_production_shape_refuses_strangers_and_plain_http(served: Served) -> None:
    assert served.get("/admin/login/", Host="elsewhere.example")[0].status == 400
    plain, _ = served.get("/admin/login/", X_Forwarded_Proto="http")
    assert (plain.status, plain.headers["Location"]) == (301, "https://tracker.example/admin/login/")
    # A probe knows neither the name nor the proxy.
    assert served.get("/readyz", Host="10.0.0.7", X_Forwarded_Proto="http")[0].status == 200


def test_every_line_of_the_log_is_json_and_tells_the_request(served: Served) -> None:
    served.get("/api/v1/incidents", X_Request_ID="told-by-the-proxy")
    served.get("/admin/login/", Host="elsewhere.example")
    stop(served.process)
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    told = [line for line in lines if line.get("request_id") == "told-by-the-proxy"]
    assert ("request", "/api/v1/incidents", 401) in {
        (line["event"], line.get("path"), line.get("status")) for line in told
    }
    assert all(line["level"] and line["timestamp"] for line in lines)
