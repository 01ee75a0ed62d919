"""The production shape on this machine: gunicorn with the example's settings, hashed static files, JSON logs."""

import json
import re

from tests.services import stop
from tests.system.served import Served, served

__all__ = ["served"]


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
    logged = [line for line in lines if line.get("request_id") == "told-by-the-proxy"]
    assert ("request", "/api/v1/incidents", 401) in {
        (line["event"], line.get("path"), line.get("status")) for line in logged
    }
    assert all(line["level"] and line["timestamp"] for line in lines)
