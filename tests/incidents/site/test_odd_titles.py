"""Titles and names with signs that nobody sees: control characters, and marks that turn the direction of writing."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import Field, Value
from django.db.models.functions import Concat
from django.test import Client
from lxml import etree
from rest_framework.test import APIClient

from incidents.ledger import IncidentDraft, known_party, open_incident
from incidents.models import Evidence, Incident, Party, PartyAlias, Proceeding, Regulator
from incidents.site import tasks
from sources.importers.tabular import plain
from sources.models import Article, Publisher
from tests.api import ROOT, actor, curator  # noqa: F401 - a fixture
from tests.incidents.site.addresses import addresses_of
from tests.incidents.site.conftest import Reads
from tests.incidents.site.test_letters import a_day_later, news, subscribed
from tests.incidents.site.test_pages import page_of
from tracker.foundation.unwanted_characters import DIRECTION_MARKS

pytestmark = pytest.mark.django_db
CONTROLS = ("\x01", "\x0b", "\x1f", "\ufffe", "\uffff")
MARK = re.compile(rf"[{DIRECTION_MARKS}]|&#8238;|&#x202e;", re.IGNORECASE)


def turn() -> None:
    """Puts a mark before every name and title that readers are shown."""
    for model, name in ((Incident, "title"), (Incident, "summary"), (Party, "name"), (Regulator, "name")):
        model.objects.update(**{name: Concat(Value("\u202e"), name)})
    for column in ("quote", "title", "publisher"):
        Evidence.objects.update(**{column: Concat(Value("\u202e"), column)})


@pytest.mark.parametrize("control", CONTROLS)
def test_a_title_or_name_with_a_control_character_is_refused(curator: APIClient, control: str) -> None:  # noqa: F811
    said = f"U+{ord(control):04X}"
    for address, field in (("incidents", "title"), ("parties", "name")):
        answer = curator.post(f"{ROOT}/{address}", {field: f"North{control}wind"}, format="json")
        assert answer.status_code == 400
        assert said in str(answer.json()), answer.json()
        assert field in str(answer.json())
    with pytest.raises(ValidationError, match=re.escape(said)):
        open_incident(IncidentDraft(f"North{control}wind"), actor=actor())
    with pytest.raises(ValidationError, match=re.escape(said)):
        known_party(f"North{control}wind")


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Incident, "title"),
        (PartyAlias, "name"),
        (Proceeding, "label"),
        (Regulator, "name"),
        (Article, "title"),
        (Publisher, "name"),
    ],
)
def test_each_name_and_title_has_the_one_judge(model: Any, name: str) -> None:
    field: Field[Any, Any] = model._meta.get_field(name)
    for control in CONTROLS:
        with pytest.raises(ValidationError, match="control character"):
            field.run_validators(f"North{control}wind")
    field.run_validators("Šestá banka, שלום")


def test_a_register_s_control_characters_are_left_out() -> None:
    assert plain("North\x01wind\x0bData\ufffe \ud800\uffff\x00 Ltd\n") == "Northwind Data Ltd"


@pytest.mark.parametrize("control", CONTROLS)
def test_a_picture_is_drawn_whatever_the_title_holds(read: Reads, shown: Incident, control: str) -> None:
    Incident.objects.filter(pk=shown.pk).update(title=f"North{control}wind")
    svg = etree.fromstring(read(f"{page_of(shown)}/plot.svg").content)
    assert str(svg.get("aria-label")).endswith(", Northwind")
    assert read(f"{page_of(shown)}/plot.png").content.startswith(b"\x89PNG")


def test_no_page_obeys_a_mark_of_direction(read: Reads, shown: Incident) -> None:
    turn()
    for _, address in addresses_of(shown):
        body = read(address, 404 if address == "/oembed" else 200).content
        assert MARK.search(body.decode("utf-8", "ignore")) is None, address
    for address, status in (("/incidents?kind=\u202ezzz", 400), ("/incidents?q=\u202eNorthwind", 200)):
        assert MARK.search(read(address, status).content.decode()) is None, address
    assert "Northwind address books" in read("/incidents").content.decode()


def test_no_letter_obeys_a_mark_of_direction(client: Client, shown: Incident) -> None:
    subscribed(client)
    news(shown, 9000)
    turn()
    a_day_later()
    tasks.send_letters()
    body = str(mail.outbox[-1].body)
    assert "Northwind address books" in body
    assert MARK.search(body) is None
