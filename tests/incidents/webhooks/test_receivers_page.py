"""The programs on the page for receivers, taken from the page and run: real messages, forged ones, and catching up.

Python always runs. Without node JavaScript is skipped, which CI does not accept: it installs one. Go runs where there
is a compiler, which nothing else in the project needs.
"""

import datetime as dt
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from incidents.models import EventType
from incidents.webhooks import signing
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint, rotate_secret
from incidents.webhooks.messages import MESSAGES
from incidents.webhooks.models import Delivery, Signing
from incidents.webhooks.payload import event_body
from incidents.webhooks.requested_deliveries import replay_since, send_test_event
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token

PAGE = Path(signing.__file__).parent / "docs" / "receivers.md"
NAMES = ["receiver.py", "receiver.mjs", *(["receiver.go"] if shutil.which("go") else [])]


def programs() -> dict[str, str]:
    """By name, what stands on the page in fences that name a file."""
    found = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return dict(found)


def command_of(name, folder):
    """How the program is run; it stands in the folder."""
    path = folder / name
    path.write_text(programs()[name], encoding="utf-8")
    if name.endswith(".mjs"):
        if shutil.which("node") is None:
            pytest.skip("needs node")
        return ["node", str(path)]
    if name.endswith(".go"):
        built = folder / "receiver"
        settings = {**os.environ, "GOCACHE": str(folder / "cache"), "GOFLAGS": "-mod=mod", "GO111MODULE": "off"}
        subprocess.run(["go", "vet", str(path)], check=True, env=settings, timeout=240)
        subprocess.run(["go", "build", "-o", str(built), str(path)], check=True, env=settings, timeout=240)
        return [str(built)]
    return [sys.executable, str(path)]


class Program:
    """A receiver that runs; `lines` grows with what it prints."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        self.port = int(first.removeprefix("listening on "))
        self.lines: list[str] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        self.lines.extend(line.strip() for line in self.process.stdout)

    def stop(self):
        self.process.kill()
        self.process.wait(10)
        self._thread.join(10)
        self.process.stdout.close()

    def wait_for(self, number):
        end = time.monotonic() + 10
        while len(self.lines) < number and time.monotonic() < end:
            time.sleep(0.02)
        return self.lines


def post(port, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/hook", body=body, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def forgeries(signs, event):
    """By what is wrong with it, the headers and the body of a message that nobody should take."""
    body, now = event_body(event), int(time.time())

    def signed(by=signs, at=now):
        return signing.headers([by], message_id="evt_forged", timestamp=at, body=body)

    other = signing.new_private_key() if signs.startswith("whsk_") else signing.new_secret()
    return {
        "tampered": (signed(), body.replace(b"87000000", b"87000001")),
        "another id": ({**signed(), "webhook-id": "evt_other"}, body),
        "too old": (signed(at=now - 301), body),
        "too new": (signed(at=now + 600), body),
        "another key": (signed(by=other), body),
        "another scheme": ({**signed(), "webhook-signature": "v2,abcd v1a v1, v1a,"}, body),
        "no time": ({**signed(), "webhook-timestamp": "soon"}, body),
        "unsigned": ({}, body),
    }


@pytest.fixture(params=[(name, scheme) for name in NAMES for scheme in Signing], ids="-".join)
def case(request, tmp_path):
    """The command that runs a program, and how its messages are signed."""
    name, scheme = request.param
    return command_of(name, tmp_path), scheme


@pytest.mark.django_db(transaction=True)
def test_the_program_verifies_deduplicates_and_catches_up(case, owner, tell, live_server, tmp_path):
    command, scheme = case
    token = create_token(owner=owner, name="reader", scopes=[TokenScope.READ]).secret
    environment = {
        **os.environ,
        "PORT": "0",
        "STORE": str(tmp_path / "store"),
        "TRACKER_URL": live_server.url,
        "TRACKER_TOKEN": token,
    }
    draft = EndpointDraft("http://127.0.0.1:9/hook", signing=scheme)
    made = create_endpoint(draft, owner=owner, scopes=TokenScope)
    endpoint = made.endpoint
    program = Program(command, {**environment, "WEBHOOK_KEY": made.secret})
    try:
        type(endpoint).objects.filter(pk=endpoint.pk).update(url=f"http://127.0.0.1:{program.port}/hook")
        taken = [tell() for _ in range(3)]
        assert deliver_due().delivered == 3
        expected = sorted(f"{event.reference} figure.changed" for event in taken)
        assert sorted(program.wait_for(3)) == expected

        assert replay_since(endpoint, dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) == 3
        rotate_secret(endpoint, signing=next(other for other in Signing if other != scheme))
        assert deliver_due().delivered == 3, "the old key still signs, beside one of the other scheme"
        tested = send_test_event(endpoint)
        assert deliver_due().delivered == 1
        expected.append(f"{tested.message_id} webhook.test")
        assert sorted(program.wait_for(4)) == sorted(expected), "what came twice was kept once"

        signs = endpoint.secrets.order_by("pk")[0].secret
        answers = {why: post(program.port, *forged) for why, forged in forgeries(signs, taken[0]).items()}
        assert answers == dict.fromkeys(answers, 401)
        genuine = signing.headers(
            [signs], message_id=taken[0].reference, timestamp=int(time.time()), body=event_body(taken[0])
        )
        assert post(program.port, genuine, event_body(taken[0])) == 204, "or all of the above would mean nothing"
        assert len(program.lines) == 4
    finally:
        program.stop()

    missed = [tell(EventType.CLAIM_RECORDED, data={"claim": {"metric": "affected"}}) for _ in range(3)]
    shown = subprocess.run(
        [*command, "catch-up"], env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout.splitlines()
    assert shown == [f"{event.reference} claim.recorded" for event in missed]
    again = subprocess.run(
        [*command, "catch-up"], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert again.stdout == "", "and what is known is not told again"
    assert Delivery.objects.pending().count() == 0


def test_the_lines_for_the_published_library_verify(tmp_path):
    namespace: dict[str, object] = {}
    exec(programs()["standard.py"], namespace)  # noqa: S102 - that is what the test is about
    secret, body = signing.new_secret(), json.dumps({"type": "webhook.test"}).encode()
    headers = signing.headers([secret], message_id="evt_1", timestamp=int(time.time()), body=body)
    assert namespace["take"](secret, headers, body) == {"type": "webhook.test"}
    with pytest.raises(WebhookVerificationError):
        namespace["take"](secret, headers, body + b" ")


def test_the_page_has_a_program_for_each_language_and_names_every_type_of_message():
    assert set(programs()) == {"standard.py", "receiver.py", "receiver.mjs", "receiver.go"}
    shown = PAGE.read_text(encoding="utf-8")
    assert [name for name in MESSAGES if f"| `{name}`" not in shown] == []
