"""The database to throw away: gone with all that it held, and the tracker's own is as it was."""

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from incidents.models import Incident, Regulator
from sources.replay.scratch import scratch_database


@pytest.mark.django_db
def test_it_is_closed_afterwards_and_ours_is_back() -> None:
    own = connections["default"]
    Incident.objects.create(slug="ours", title="Ours")
    with scratch_database():
        scratch: BaseDatabaseWrapper = connections["default"]
        assert not Incident.objects.exists()
        assert Regulator.objects.exists()
    assert scratch.connection is None
    assert connections["default"] is own
    assert Incident.objects.get().slug == "ours"
