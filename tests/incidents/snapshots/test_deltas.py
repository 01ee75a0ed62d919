"""Yesterday's snapshot and today's delta give today's snapshot, whatever happened in between."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incidents.ledger import (
    known_party,
    merge_incidents,
    redact_text,
    review_claim,
    split_incident,
    undo_merge,
    update_incident,
)
from incidents.ledger.drafts import IncidentDraft
from incidents.models import Event, Incident, IncidentMerge, Party, Snapshot
from incidents.snapshots import keeping, records
from incidents.snapshots.deltas import DeltaUnfit, apply_delta
from incidents.vocabulary import Decision
from tests.api import actor, fill
from tests.hidden import hide
from tests.incidents.snapshots.conftest import content, lines, made
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


def applied(before: bytes, delta: bytes) -> bytes:
    return b"".join(apply_delta(before.splitlines(keepends=True), delta.splitlines(keepends=True)))


def changed(delta: list[Any]) -> dict[str, Any]:
    """What a delta does, by reference: None where it puts, where it lives on where it removes."""
    return {
        each["put"]["reference"] if "put" in each else each["remove"]: "put" if "put" in each else each["merged_into"]
        for each in delta[1:-1]
    }


@pytest.mark.parametrize("portion", [1, 100])
def test_the_delta_leads_to_todays_snapshot(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PORTION", portion)
    names = (
        "same",
        "hidden",
        "rejected",
        "kept",
        "absorbed",
        "redacted",
        "reviewed",
        "renamed",
        "shown",
        "into_hidden",
    )
    of = {name: fill(number) for number, name in enumerate(names)}
    update_incident(of["shown"].pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    first = made()
    update_incident(of["hidden"].pk, {"visibility": "internal"}, actor=actor(), reason="Not for now.")
    update_incident(of["rejected"].pk, {"status": "rejected"}, actor=actor(), reason="It is none.")
    update_incident(of["shown"].pk, {"visibility": "public"}, actor=actor(), reason="Ready.")
    merge_incidents(keep=of["kept"].pk, absorb=of["absorbed"].pk, reason="One.", actor=actor())
    merge_incidents(keep=of["hidden"].pk, absorb=of["into_hidden"].pk, reason="One.", actor=actor())
    redact_text(of["redacted"].pk, "Northwind: 5000.", reason="A court.", actor=actor())
    [claim, *_] = of["reviewed"].claims.all()
    review_claim(claim.pk, Decision.REJECT, reason="Wrong.", actor=actor())
    Party.objects.filter(involvements__incident=of["renamed"]).update(name="Eastwind")  # no event tells of it
    new = fill(20)
    second = made()
    delta = content(second, "delta")
    assert applied(content(first, "ndjson"), delta) == content(second, "ndjson")
    assert changed(lines(second, "delta")) == {
        of["hidden"].reference: None,
        of["rejected"].reference: None,
        of["into_hidden"].reference: None,
        of["absorbed"].reference: of["kept"].reference,
        **{of[name].reference: "put" for name in ("kept", "redacted", "reviewed", "renamed", "shown")},
        new.reference: "put",
    }
    file = second.files.get(kind="delta")
    assert (file.from_sequence, file.from_name, file.rows) == (first.sequence, f"{first.name}.ndjson.gz", 10)
    assert second.sequence == Event.objects.latest("sequence").sequence
    third = made()
    assert lines(third, "delta")[1:-1] == []
    assert applied(content(second, "ndjson"), content(third, "delta")) == content(third, "ndjson")


def test_a_merge_that_is_undone_and_a_split_are_led_to_as_well() -> None:
    kept, absorbed, parted = fill(1), fill(2), fill(3)
    merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One.", actor=actor())
    first = made()
    undo_merge(IncidentMerge.objects.get().pk, reason="Two.", actor=actor())
    [claim, *_] = parted.claims.all()
    new = split_incident(parted.pk, [claim.pk], IncidentDraft("Apart"), reason="Two.", actor=actor())
    second = made()
    assert applied(content(first, "ndjson"), content(second, "delta")) == content(second, "ndjson")
    assert set(changed(lines(second, "delta"))) == {one.reference for one in (kept, absorbed, parted, new)}


def test_no_file_says_a_word_of_what_is_hidden() -> None:
    shown = fill(1)
    article = cover(shown)
    before = made()
    secrets = hide(shown, article).texts()
    after = made()
    assert len(secrets) > 15
    for file in after.files.all():
        body = content(after, file.kind, file.table).decode("utf-8", "replace")
        assert [secret for secret in secrets if secret in body] == [], file.name
    assert content(after, "ndjson").splitlines()[1:] == content(before, "ndjson").splitlines()[1:]
    assert lines(after, "delta")[1:-1] == []


def test_a_redacted_text_is_in_no_file_and_the_delta_takes_it_away() -> None:
    incident = fill(1)
    first = made()
    assert b"Northwind: 1000." in content(first, "ndjson")
    redact_text(incident.pk, "Northwind: 1000.", reason="A court.", actor=actor())
    second = made()
    for file in second.files.all():
        assert b"Northwind: 1000." not in content(second, file.kind, file.table), file.name
    assert b"[redacted]" in content(second, "delta")


def test_a_delta_goes_on_from_a_snapshot_whose_files_were_removed() -> None:
    incident = fill(1)
    first = made()
    known = content(first, "ndjson")
    update_incident(incident.pk, {"visibility": "internal"}, actor=actor(), reason="Not for now.")
    assert keeping.withdraw() == 1
    second = made()
    assert changed(lines(second, "delta")) == {incident.reference: None}
    assert applied(known, content(second, "delta")) == content(second, "ndjson")


def test_the_first_snapshot_and_one_whose_base_was_lost_have_no_delta(folder: Path) -> None:
    fill(1)
    assert not made().files.filter(kind="delta").exists()
    for file in folder.iterdir():
        file.unlink()
    assert not made().files.filter(kind="delta").exists()


def spoiled(delta: bytes, how: str) -> bytes:
    rows = delta.splitlines(keepends=True)
    head, end = json.loads(rows[0]), json.loads(rows[-1])
    if how == "of another snapshot":
        head["delta"]["from"] = "2001-01-01-1"
    end["end"]["incidents"] += how == "with another end"
    middle = [] if how == "without a change" else rows[1:-1]
    last = [] if how == "cut short" else [json.dumps(end).encode() + b"\n"]
    return b"".join([json.dumps(head).encode() + b"\n", *middle, *last])


@pytest.mark.parametrize(
    "how", ["of another snapshot", "with another end", "without a change", "cut short", "of no snapshot at all"]
)
def test_what_does_not_fit_is_refused(how: str) -> None:
    fill(1)
    first = made()
    fill(2)
    second = made()
    before, delta = content(first, "ndjson"), spoiled(content(second, "delta"), how)
    if how == "of no snapshot at all":
        before = b"<html>\n"
    with pytest.raises(DeltaUnfit):
        applied(before, delta)


def test_the_command_writes_todays_file_and_leaves_none_where_it_cannot(folder: Path, tmp_path: Path) -> None:
    fill(1)
    first = made()
    fill(2)
    second = made()
    names = {snapshot: str(folder / f"{snapshot.name}.ndjson.gz") for snapshot in (first, second)}
    target = tmp_path / "today.gz"
    call_command("apply_delta", names[first], str(folder / f"{second.name}.delta.ndjson.gz"), str(target))
    assert target.read_bytes() == Path(names[second]).read_bytes()
    target.unlink()
    with pytest.raises(CommandError, match="leads on from"):
        call_command("apply_delta", names[second], str(folder / f"{second.name}.delta.ndjson.gz"), str(target))
    cut = tmp_path / "cut.gz"
    cut.write_bytes(Path(names[first]).read_bytes()[:-20])
    with pytest.raises(CommandError):
        call_command("apply_delta", str(cut), str(folder / f"{second.name}.delta.ndjson.gz"), str(target))
    assert not list(tmp_path.glob("today*"))


def test_what_a_file_holds_is_the_same_wherever_it_is_packed(folder: Path) -> None:
    fill(1)
    snapshot: Snapshot = made()
    file = folder / f"{snapshot.name}.ndjson.gz"
    assert gzip.decompress(file.read_bytes()) == content(snapshot, "ndjson")
    assert Incident.objects.get().title.encode() in gzip.decompress(file.read_bytes())
    assert known_party("Northwind 1") is not None
