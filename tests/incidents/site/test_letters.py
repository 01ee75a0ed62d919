"""Letters go to whoever confirmed, each change in one of them, and end with one press of a button."""

import datetime as dt
import email
import email.policy
import re
import threading
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from incidents.ledger import record_claims, redact_text, update_incident
from incidents.models import Incident, Letter, Subscription
from incidents.site import letters, tasks
from incidents.vocabulary import SpeakerKind
from tests.api import DAY, actor, fill, says
from tests.incidents.webhooks.test_mail_server import mail_server

pytestmark = pytest.mark.django_db
ANN = "ann@reader.example"


def ask(client: Client, query: str = "", **changes: str) -> Any:
    sent = {"email": ANN, "cadence": "daily"} | changes
    return client.post(f"/subscribe{query}", sent)


def subscribed(client: Client, query: str = "", **changes: str) -> Subscription:
    """A confirmed subscription, whose question was answered as a reader does."""
    ask(client, query, **changes)
    letters.send_due()
    question = mail.outbox.pop()
    [address] = re.findall(r"http://127.0.0.1:8000(/subscribe/confirm/\S+)", str(question.body))
    assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == "/subscribe/confirmed"
    return Subscription.objects.get(confirm_key=address.rpartition("/")[2])


def a_day_later(days: int = 1) -> None:
    """All that is due comes due."""
    for subscription in Subscription.objects.exclude(next_due_at=None):
        Subscription.objects.filter(pk=subscription.pk).update(
            next_due_at=subscription.next_due_at - dt.timedelta(days=days)
        )


def news(incident: Incident, number: int) -> None:
    day = DAY + dt.timedelta(days=20 + number // 1000)
    draft = says(number, "Northwind", kind=SpeakerKind.RESPONSIBLE_PARTY, on=day, story=f"story:{number}")
    record_claims(incident.pk, [draft], source=f"article:{number}", cause="article", actor=actor())


def sent() -> list[str]:
    tasks.send_letters()
    bodies = [str(message.body) for message in mail.outbox]
    mail.outbox.clear()
    return bodies


def test_nobody_is_written_to_who_has_not_confirmed(client: Client, shown: Incident) -> None:
    assert ask(client, "?q=Buy+now").headers["Location"] == "/subscribe/subscribed"
    tasks.send_letters()
    [question] = mail.outbox
    assert question.to == [ANN]
    assert "press the button" in str(question.body)
    assert "Buy now" not in str(question.body), "nobody sends words to a stranger's mailbox"
    mail.outbox.clear()
    news(shown, 9000)
    a_day_later()
    assert sent() == []


def test_who_follows_one_incident_reads_its_title_before_confirming(client: Client, shown: Incident) -> None:
    ask(client, f"?reference={shown.reference}")
    page = client.get(f"/subscribe/confirm/{Subscription.objects.get().confirm_key}").content.decode()
    assert f"You will follow: <strong>{shown.title}</strong>" in page


def test_a_link_that_a_program_follows_confirms_nothing(client: Client, shown: Incident) -> None:
    ask(client)
    client.get(f"/subscribe/confirm/{Subscription.objects.get().confirm_key}")
    assert Subscription.objects.get().confirmed_at is None
    assert client.get("/subscribe/confirm/nonsense").status_code == 404


def test_a_letter_says_the_old_figure_the_new_one_and_the_reason_once(client: Client, shown: Incident) -> None:
    subscribed(client)
    news(shown, 9000)
    assert sent() == [], "not before its day"
    a_day_later()
    [body] = sent()
    for said in (
        shown.title,
        "Before: up to 5,000",
        "Now:    9,000",
        "Reason: 9,000 people, by Northwind",
        "/unsubscribe/",
    ):
        assert said in body, said
    assert "The incident was entered" not in body, "from before the subscription"
    a_day_later()
    assert sent() == []
    news(shown, 12000)
    a_day_later()
    [body] = sent()
    assert "Before: 9,000" in body
    assert body.count("Now:") == 1


def test_filters_and_cadence_are_kept(client: Client, shown: Incident) -> None:
    other = fill(2)
    update_incident(other.pk, {"countries": ["FR"]}, actor=actor(), reason="Moved.")
    page = client.get("/subscribe?country=FR").content.decode()
    assert "country: France" in page
    subscribed(client, "?country=FR", cadence="weekly")
    news(shown, 9000)
    news(other, 30000)
    a_day_later()
    assert sent() == []
    a_day_later(6)
    [body] = sent()
    assert other.title in body
    assert shown.title not in body


def test_what_is_withdrawn_or_taken_out_meanwhile_is_in_no_letter(client: Client, shown: Incident) -> None:
    other = fill(2)
    subscribed(client)
    news(shown, 9000)
    news(other, 30000)
    letters.plan_due()
    a_day_later()
    letters.plan_due()
    update_incident(shown.pk, {"visibility": "internal"}, actor=actor(), reason="A mistake.")
    redact_text(other.pk, "30,000 people, by Northwind", reason="A court.", actor=actor())
    [body] = sent()
    assert shown.title not in body
    assert "30,000 people, by" not in body


def test_a_letter_with_nothing_to_say_is_not_sent_and_not_kept_due(client: Client, shown: Incident) -> None:
    subscribed(client)
    news(shown, 9000)
    update_incident(shown.pk, {"visibility": "internal"}, actor=actor(), reason="A mistake.")
    a_day_later()
    assert sent() == []
    assert not Letter.objects.due(timezone.now() + dt.timedelta(days=9)).exists()


def test_one_press_ends_it_and_deletes_the_address(client: Client, shown: Incident) -> None:
    subscription = subscribed(client)
    news(shown, 9000)
    a_day_later()
    tasks.send_letters()
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert address == f"/unsubscribe/{subscription.end_key}"
    client.get(address)
    assert Subscription.objects.exists(), "a look ends nothing"
    strict = Client(enforce_csrf_checks=True)
    done = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200, "no redirect: RFC 8058, section 3.1"
    assert not Subscription.objects.exists()
    assert strict.post(address).status_code == 200
    assert not Letter.objects.exists()


def test_the_answer_tells_nobody_whether_an_address_is_known(client: Client, shown: Incident) -> None:
    first = ask(client)
    again = ask(client, email="ANN@READER.example".replace("ANN", "ann"))
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    letters.send_due()
    assert len(mail.outbox) == 1, "and a stranger's mailbox is not filled"
    for number in range(20):
        ask(client, f"?affected_min={number}")
    letters.send_due()
    assert len(mail.outbox) == 5


@pytest.mark.parametrize(
    ("query", "changes", "said"),
    [
        ("", {"email": "ann"}, "valid email address"),
        ("", {"cadence": "hourly"}, "Select a valid choice"),
        ("?affected_min=many", {}, "Give a whole number"),
    ],
)
def test_what_is_wrong_with_a_subscription_is_said(
    client: Client, query: str, changes: dict[str, str], said: str
) -> None:
    answer = ask(client, query, **changes)
    assert answer.status_code == (400 if query else 200), "only an address can be wrong to a browser"
    assert said in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_program_subscribes_nobody(client: Client) -> None:
    ask(client, website="x")
    assert not Subscription.objects.exists()


def test_what_nobody_confirms_is_forgotten(client: Client, shown: Incident) -> None:
    ask(client)
    kept = subscribed(client, "?country=GB")
    Subscription.objects.update(created_at=timezone.now() - dt.timedelta(days=4))
    tasks.send_letters()
    assert list(Subscription.objects.all()) == [kept]


def test_a_mail_server_that_refuses_loses_nothing_and_doubles_nothing(
    client: Client, shown: Incident, settings: Any
) -> None:
    subscription = subscribed(client, "?country=GB")
    news(shown, 9000)
    a_day_later()
    with mail_server(refuses=1) as (port, taken):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        tasks.send_letters()
        tasks.send_letters()
        assert taken == []
        Letter.objects.filter(sent_at=None).update(next_try_at=timezone.now())
        tasks.send_letters()
        tasks.send_letters()
    [text] = taken
    message = email.message_from_string(text, policy=email.policy.default)
    assert message["To"] == ANN
    assert message["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/unsubscribe/{subscription.end_key}>"
    assert message["Message-ID"].startswith("<letter-")
    again = letters.mail_of(Letter.objects.get(subscription=subscription, until__isnull=False))
    assert again is not None
    assert again.extra_headers["Message-ID"] == message["Message-ID"], "mailboxes know a mail that came twice"
    for key in (subscription.end_key, subscription.confirm_key):
        assert not any(key[at : at + 6] in message["Message-ID"] for at in range(len(key) - 5)), "mail servers log it"
    assert "Before: up to 5,000" in message.get_content()


def test_a_sender_that_died_with_a_letter_in_hand_leaves_it_to_the_next(
    client: Client, shown: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(client)
    news(shown, 9000)
    a_day_later()

    def dies(letter: Letter) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(letters, "mail_of", dies)
        with pytest.raises(SystemExit):
            tasks.send_letters()
    assert sent() == []
    Letter.objects.filter(sent_at=None).update(next_try_at=timezone.now())
    assert len(sent()) == 1


def test_nothing_is_sent_while_the_site_is_off(client: Client, shown: Incident, settings: Any) -> None:
    subscribed(client)
    news(shown, 9000)
    a_day_later()
    settings.PUBLIC_SITE = False
    assert sent() == []
    settings.PUBLIC_SITE = True
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_several_senders_at_once_plan_and_send_each_letter_once(client: Client) -> None:
    incident = fill(1)
    for number in range(4):
        subscribed(client, f"?affected_min={number}", email=f"reader{number}@reader.example")
    news(incident, 9000)
    a_day_later()
    start = threading.Barrier(3)

    def one() -> None:
        try:
            start.wait()
            letters.plan_due()
            letters.send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    letters.send_due()
    assert sorted(message.to[0] for message in mail.outbox) == [f"reader{number}@reader.example" for number in range(4)]
    assert Letter.objects.exclude(after=None).count() == 4
