"""The real registers beside the checkout: every row is read, and a part of each is taken in."""

import datetime as dt
import io
import json
from itertools import islice
from pathlib import Path

import pytest

from incidents.models import Event, Incident, RegisterEntry
from incidents.regulators import seed_regulators
from incidents.vocabulary import FigureStatus
from sources.importers.registers import REGISTERS
from sources.importers.rows import RegisterRow
from sources.importing.files import open_text
from sources.importing.import_report import ImportOptions
from sources.importing.running import RegisterRun
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer

DAY = dt.date(2026, 11, 30)
FILES = [
    # register, file, (rows, without a number, without a named organisation)
    ("hibp", "hibp/breaches.json", (920, 0, 60)),
    ("hhs", "hhs/archive.csv", (5_371, 1, 0)),
    ("hhs", "hhs/under_investigation.csv", (908, 0, 0)),
    ("prc", "prc/chronology_2005_2017.csv", (5_280, 1_882, 0)),
    ("prc", "prc/chronology_v2_sample.csv", (100, 10, 0)),
    ("gdpr-fines", "gdpr/fines.csv", (986, 30, 262)),
]


@pytest.mark.parametrize(("slug", "name", "expected"), FILES)
def test_every_row_is_read(shared_data: Path, slug: str, name: str, expected: tuple[int, int, int]) -> None:
    with open_text(shared_data / name) as stream:
        read = list(REGISTERS[slug].read(stream))
    assert [one for one in read if not isinstance(one, RegisterRow)] == []
    found = [one for one in read if isinstance(one, RegisterRow)]
    unknown, nobody = sum(not one.counts for one in found), sum(not one.parties for one in found)
    assert (len(found), unknown, nobody) == expected
    assert len({one.key for one in found}) == len(found)
    assert max(len(one.title) for one in found) <= 200


def test_every_incident_of_veris_is_read(shared_data: Path) -> None:
    files = sorted((shared_data / "veris" / "incidents_sample").glob("*.json"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert len([one for one in REGISTERS["veris"].read(io.StringIO(text)) if isinstance(one, RegisterRow)]) == 8


@pytest.mark.django_db
def test_real_revisions_that_flap_make_an_event_for_each_new_count_alone(shared_data: Path, imported: Importer) -> None:
    """Each file of the register that is kept there, of 13 breaches, on the day on which it was seen."""
    breaches = json.loads((shared_data / "hibp" / "breaches.json").read_text(encoding="utf-8"))
    by_title = {breach["Title"]: breach for breach in breaches}
    told = json.loads((shared_data / "hibp" / "revisions.json").read_text(encoding="utf-8"))
    files = changes = 0
    for one in told:
        counts = [revision["PwnCount"] for revision in one["revisions"]]
        changes += len(dict.fromkeys(counts)) - 1
        for revision in one["revisions"]:
            breach = by_title.get(one["Title"], made.breach(one["Title"], AddedDate=one["AddedDate"]))
            said = {"PwnCount": revision["PwnCount"], "ModifiedDate": revision["seen"]}
            seen_on = dt.datetime.fromisoformat(revision["seen"]).date()
            files += 1
            imported("hibp", made.hibp({**breach, **said}), on=seen_on)
    assert (files, changes) == (sum(len(one["revisions"]) for one in told), 9)
    assert Event.objects.filter(type="figure.changed").count() == changes
    flapping = Incident.objects.get(title__startswith="Odido")
    assert flapping.figures.get().best == 6_077_025
    assert not RegisterEntry.objects.exclude(noted_on=None).exists(), "each ends with the count that counts"


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug, name, _ in FILES])
@pytest.mark.django_db
def test_the_first_rows_are_taken_in_and_known_again(shared_data: Path, slug: str, name: str) -> None:
    seed_regulators()
    for kinds in ({"new", "matched", "in_doubt"}, {"unchanged"}):
        with open_text(shared_data / name) as stream:
            run = RegisterRun(REGISTERS[slug], stream, ImportOptions(DAY))
            run._rows = islice(run._rows, 60)
            while run.advance():
                pass
        assert run.report.counts.keys() <= kinds
        assert (run.report.faults, run.report.rows) == ([], 60)
    placeholders = Incident.objects.filter(affected_status=FigureStatus.PLACEHOLDER)
    assert set(placeholders.values_list("affected", flat=True)) <= {500, 501}
