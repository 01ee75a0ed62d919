"""Importing made-up files, on a day of choice."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from incidents.ledger import Actor
from sources.importers.registers import REGISTERS
from sources.importing.import_report import ImportOptions, ImportReport
from sources.importing.running import RegisterRun

Importer = Callable[..., ImportReport]
DAY = dt.date(2031, 7, 1)


@pytest.fixture
def imported(db: None) -> Importer:
    """Imports the text of a file: `imported("hibp", text, on=day, events=False, dry=False)`."""

    def run(slug: str, text: str, *, on: dt.date = DAY, events: bool = False, dry: bool = False) -> ImportReport:
        running = RegisterRun(
            REGISTERS[slug], io.StringIO(text.removeprefix("\ufeff"), newline=""), ImportOptions(on, events, dry)
        )
        while running.advance():
            pass
        return running.report

    return run


@pytest.fixture
def curator(db: None) -> Actor:
    return Actor.of(User.objects.create_user("mara"))
