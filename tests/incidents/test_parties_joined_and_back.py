"""The way back from comparing names as they are compared now."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from incidents.ledger import SYSTEM, known_party, update_party
from incidents.models import Party
from tests.incidents.test_joining_parties import BEFORE

BETWEEN = [("incidents", "0014_party_name_keys")]


@pytest.mark.django_db(transaction=True)
def test_the_way_back_leaves_the_parties_as_they_are() -> None:
    party = known_party("Tinø & Quill")
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        old = MigrationExecutor(connection).migrate(BEFORE).apps
        assert old.get_model("incidents", "Party").objects.get().name == party.name
        MigrationExecutor(connection).migrate(BETWEEN)
    finally:
        MigrationExecutor(connection).migrate(leaves)
    update_party(party.pk, {"country": "NO"}, actor=SYSTEM)
    assert Party.objects.called("Tino and Quill").get() == party
