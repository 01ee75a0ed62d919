"""What anybody may type in as an address of e-mail, and what of it reaches a mail server."""

import email
import email.policy
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from incidents.models import Letter, Subscription, Suggestion
from incidents.site import letters
from incidents.site.subscribing import MOST_UNCONFIRMED

pytestmark = pytest.mark.django_db

WRITES_HEADERS = [
    '"a\x0bSubject:Buy-now"@reader.example',
    '"ann+\x0b\x0bVisit:http://evil.example/"@reader.example',
    '"a\x0cBcc:bob@other.example"@reader.example',
    '"a\x1cX-Spam:no"@reader.example',
    '"a\x1dReply-To:bob@other.example"@reader.example',
    '"a\x1e\x1eBuy"@reader.example',
    '"a\\\x0bSubject:Buy"@reader.example',
    '"\x01"@reader.example',
    '"\x7f"@reader.example',
    '"a,bob@other.example"@reader.example',
    '"<bob@other.example>"@reader.example',
    "a" * 65 + "@reader.example",
]
ONE_MAILBOX = [
    "ann@b\u00fccher.example",
    "ann@B\u00dcCHER.example",
    "ann@xn--bcher-kva.example",
    "ann@XN--BCHER-KVA.example",
    "ann@b\u200ducher.example".replace("u", "\u00fc", 1),
    "ann+1@b\u00fccher.example",
    "ANN+two@b\u00fccher.example",
    "Ann+two+three@xn--bcher-kva.example",
    "aNN@b\u00fccher.example",
    "ann+\x2a@b\u00fccher.example",
]


def ask(client: Client, address: str, query: str = "") -> Any:
    return client.post(f"/subscribe{query}", {"email": address, "cadence": "daily"})


@pytest.mark.parametrize("address", WRITES_HEADERS)
def test_no_address_writes_a_header_or_a_word_of_a_letter(client: Client, address: str) -> None:
    answer = ask(client, address)
    letters.send_due()
    for message in mail.outbox:
        read = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
        assert [line for line in read["To"].addresses if "reader.example" not in line.domain] == []
        assert not {"Buy", "Visit", "X-Spam", "Bcc", "Reply-To"} & set(str(read).replace(":", " ").split())
    assert answer.status_code == 200
    assert "without quotation marks" in answer.content.decode()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("address", WRITES_HEADERS)
def test_no_such_address_is_kept_as_a_contact(client: Client, address: str) -> None:
    sent = {"text": "The number in the first line is wrong.", "contact": address}
    assert client.post("/suggest", sent).status_code == 200
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "ann@reader.example",
        "ann.o'neil+news@reader.example",
        "a@b\u00fccher.example",
        "ann_1@sub.reader.example",
        "x@[192.0.2.7]",
    ],
)
def test_an_ordinary_address_is_asked(client: Client, address: str) -> None:
    assert ask(client, address).status_code == 302
    assert letters.send_due() == 1


@override_settings(THROTTLE_SITE_FORMS="1000/hour")
def test_one_mailbox_is_asked_five_times_however_its_address_is_written(client: Client) -> None:
    for number, address in enumerate(ONE_MAILBOX):
        assert ask(client, address, f"?q=word{number}").status_code == 302
    assert letters.send_due() == MOST_UNCONFIRMED
    assert {message.to[0].rpartition("@")[2] for message in mail.outbox} == {"xn--bcher-kva.example"}


def test_one_letter_that_cannot_be_made_keeps_no_other_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, "ann@reader.example")
    ask(client, "bob@reader.example")
    first = Letter.objects.order_by("pk")[0]
    made = letters.mail_of

    def failing(letter: Letter) -> Any:
        if letter.pk == first.pk:
            raise UnicodeError("label too long")
        return made(letter)

    monkeypatch.setattr(letters, "mail_of", failing)
    assert letters.send_due() == 1
    assert [message.to for message in mail.outbox] == [["bob@reader.example"]]
    first.refresh_from_db()
    assert first.sent_at is None
    assert first.next_try_at is not None


NO_HOST = [
    "ann@reader.example\u2028x",
    "ann@reader.example\u2029x",
    "ann@" + "\u00e9" * 60 + ".example",
    "ann@reader.\u200e\u0627x\u0628.example",
    "ann@reader\u3000.\ufff9x.example",
    "ann@reader.exam\ufffcple",
    "ann@\u2ff0.example",
    "ann@\u0627a.example",
    "ann@\u05d0a.example",
    "ann@reader\ue000.example",
    "ann@" + "x." + "\u00fc" * 59 + ".example",
    "ann@reader.\u206ax.example",
]


@pytest.mark.parametrize("address", NO_HOST)
@pytest.mark.parametrize(("page", "field"), [("subscribe", "email"), ("suggest", "contact")])
def test_a_host_that_no_letter_goes_to_is_refused_with_a_sentence(
    client: Client, address: str, page: str, field: str
) -> None:
    form = {"cadence": "daily", "text": "The number in the second line is another one.", field: address}
    answer = client.post(f"/{page}", form)
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Subscription.objects.exists()
    assert not Suggestion.objects.exists()
