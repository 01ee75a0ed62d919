"""Notices beside a mail server that is real, one that is not there, and several senders at once."""

import datetime as dt
import socket
import threading
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from incidents.webhooks import notices
from incidents.webhooks.models import Notice
from tests.incidents.webhooks.test_notices import failing_for, owner

__all__ = ["owner"]  # the fixture: a subscriber with an address

pytestmark = pytest.mark.django_db


def converse(lines, taken, turned_away):
    """One connection of a mail client."""

    def say(text):
        lines.write(text.encode() + b"\r\n")
        lines.flush()

    say("220 loopback")
    for line in lines:
        verb = line[:4].upper()
        if verb == b"QUIT":
            say("221 bye")
            return
        if verb == b"MAIL" and next(turned_away, None) is not None:
            say("451 come back later")
        elif verb == b"DATA":
            say("354 go on")
            taken.append("".join(part.decode() for part in iter(lines.readline, b".\r\n")))
            say("250 taken")
        else:
            say("250 ok")


@contextmanager
def mail_server(refuses=0):
    """A port and the mails that it took; it turns the first `refuses` away."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[str] = []
    turned_away = iter(range(refuses))

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as lines:
                converse(lines, taken, turned_away)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "127.0.0.1", False, ""

    def at(port):
        settings.EMAIL_PORT = port

    return at


def test_a_mail_that_the_server_turns_away_is_sent_later_and_once(subscribe, smtp):
    failing_for(subscribe(), days=1)
    notices.notice_trouble()
    with mail_server(refuses=1) as (port, taken):
        smtp(port)
        assert notices.send_due() == 0
        assert notices.send_due() == 0, "not before its time"
        Notice.objects.update(next_try_at=timezone.now())
        assert notices.send_due() == 1
        assert notices.send_due() == 0
    [message] = taken
    assert "To: desk@newsroom.example" in message
    assert Notice.objects.get().sent_at is not None


def test_a_mail_server_that_is_away_is_asked_for_hours_and_then_given_up(subscribe, smtp):
    failing_for(subscribe(), days=1)
    notices.notice_trouble()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        smtp(closed.getsockname()[1])
    waits = []
    for _ in range(notices.MAX_TRIES):
        assert notices.send_due() == 0
        until = Notice.objects.get().next_try_at
        waits.append(until and (until - timezone.now()).total_seconds())
        Notice.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    assert waits[-1] is None
    assert 4 < sum(waits[:-1]) / 3600 < 6
    assert not Notice.objects.due(timezone.now() + dt.timedelta(days=30)).exists()


def test_a_sender_that_died_with_a_mail_in_hand_leaves_it_to_the_next(subscribe, monkeypatch):
    failing_for(subscribe(), days=1)
    notices.notice_trouble()

    def dies(notice):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(notices, "mail_of", dies)
        with pytest.raises(SystemExit):
            notices.send_due()
    assert notices.send_due() == 0
    Notice.objects.update(next_try_at=timezone.now())
    assert notices.send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once_and_outside_of_transactions(subscribe, monkeypatch):
    for _ in range(5):
        failing_for(subscribe(), days=1)
    notices.notice_trouble()
    in_transaction = []
    written = notices.mail_of

    def watched(notice):
        in_transaction.append(connection.in_atomic_block)
        return written(notice)

    monkeypatch.setattr(notices, "mail_of", watched)
    start, sent = threading.Barrier(3), []

    def one():
        try:
            start.wait()
            sent.append(notices.send_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == len(mail.outbox) == 5
    assert in_transaction == [False] * 5
