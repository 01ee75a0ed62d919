"""The local receiver, run as a newcomer runs it: a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from incidents.webhooks import signing
from incidents.webhooks.management.commands.receive_webhooks import described
from tests.forked import loaded

ROOT = Path(__file__).resolve().parents[3]
SECRET = signing.new_secret()
MESSAGE = {
    "type": "figure.changed",
    "data": {
        "incident": {"reference": "PI-AAAA-BBBB", "title": "Quiz app harvest"},
        "figure": {"metric": "affected", "unit": "people"},
        "old": {"best": 50_000_000, "status": "settled"},
        "new": {"best": 87_000_000, "status": "disputed"},
    },
}


@pytest.fixture(scope="module")
def forking():
    with loaded() as process:
        yield process


def receiver(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "manage.py", "receive_webhooks", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def post(port, body, secret, **change):
    headers = signing.headers([secret], message_id="evt_1", timestamp=int(time.time()), body=body) | change
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request("POST", "/", body=body, headers=headers)
        return connection.getresponse().status


def test_genuine_messages_are_printed_and_others_refused():
    with receiver("--port", "0", "--count", "2", WEBHOOK_SECRET=SECRET) as process:
        try:
            port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
            body = json.dumps(MESSAGE).encode()
            assert post(port, body, SECRET) == 200
            assert post(port, body, signing.new_secret()) == 401
            assert post(port, body, SECRET, **{"webhook-timestamp": str(int(time.time()) - 999)}) == 401
            assert post(port, b"not json", SECRET) == 200
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    lines = out.splitlines()
    assert process.returncode == 0, err
    assert "verified evt_1 figure.changed PI-AAAA-BBBB 'Quiz app harvest'" in lines[0]
    assert "affected (people): 50,000,000 settled -> 87,000,000 disputed" in lines[0]
    assert "REFUSED" in lines[1]
    assert "REFUSED" in lines[2]
    assert lines[-1] == "2 genuine, 2 refused"


def test_it_can_answer_like_a_receiver_in_trouble():
    with receiver("--port", "0", "--status", "503", "--secret", SECRET, "--count", "1") as process:
        try:
            port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
            assert post(port, b"{}", SECRET) == 503
            process.wait(20)
        finally:
            process.kill()


def test_a_public_key_verifies_what_its_private_key_signed():
    private = signing.new_private_key()
    with receiver("--port", "0", "--secret", signing.public_key(private), "--count", "1") as process:
        try:
            port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
            assert post(port, b"{}", signing.new_private_key()) == 401
            assert post(port, b"{}", SECRET) == 401
            assert post(port, b"{}", private) == 200
            out, _ = process.communicate(timeout=20)
        finally:
            process.kill()
    assert out.splitlines()[-1] == "1 genuine, 2 refused"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "secret"),
        (("--secret", "abc"), "whsec_"),
        (("--secret", "whsec_***"), "base64"),
        (("--secret", "whpk_YWJj"), "32"),
        (("--secret", "whsk_YWJj"), "whsec_"),
        (("--secret", SECRET, "--port", "70000"), "--port"),
        (("--secret", SECRET, "--port", "many"), "--port"),
        (("--secret", SECRET, "--status", "99"), "--status"),
        (("--secret", SECRET, "--count", "-1"), "--count"),
    ],
)
def test_a_bad_argument_stops_it_with_a_sentence_and_exit_code_2(forking, arguments, sentence):
    done = forking.run("receive_webhooks", *arguments, WEBHOOK_SECRET="")
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with receiver("--secret", SECRET, "--port", port) as process:
            _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "choose another" in err


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"[]", "(not a message of the tracker)"),
        (b'{"type":"webhook.test","data":{}}', "webhook.test"),
        (
            b'{"type":"x","data":{"figure":{"metric":"fine","unit":"money"},"old":null,"new":{"best":5}}}',
            "unknown -> 5",
        ),
    ],
)
def test_a_message_is_described_in_one_line(body, line):
    assert line in described(body)
