"""An import: the rows of a register's file, portion by portion, each portion in a short transaction of its own.

Cut short, it loses nothing and doubles nothing: the next run finds each row that was kept by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import IO, Any, Final, TypeVar

import structlog
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction

from incidents.ledger import ItemsRefused, LedgerError, give_sectors, hold, insert_rows, load_incidents, load_parties
from incidents.models import EntryState, Incident, Party, RegisterEntry, Regulator
from sources.importers.registers import Register
from sources.importers.rows import RegisterRow, RowFault
from sources.importing.attaching import attach, attach_records, entry_of
from sources.importing.changes import RowChange, expected_change, follow
from sources.importing.conflicts import keep
from sources.importing.drafts import ImportContext, fault_in, load_draft, party_drafts
from sources.importing.import_report import FAULTS_KEPT, ImportOptions, ImportReport
from sources.importing.judging import Judgment, judge
from sources.importing.known_incidents import KnownIncidents
from sources.importing.query_log import no_query_log
from sources.importing.reading_rows import said_of, stored_key, with_first
from sources.importing.restoring import restored

PORTION: Final = 200  # rows that are judged together
# Rows of one transaction: other writers wait for it, a tenth of a second or so.
_LOADED_TOGETHER, _ATTACHED_TOGETHER = 50, 25

log = structlog.get_logger(__name__)
Judged = tuple[RegisterRow, Judgment]
Work = TypeVar("Work", bound=tuple[RegisterRow, Any])


class RegisterRun:
    """One import of one file. `advance` takes in a portion at a time: whoever runs it can tell how far it is."""

    def __init__(self, register: Register, stream: IO[str], options: ImportOptions) -> None:
        """Raise NotTheRegister where the file is not one of the register."""
        self.report = ImportReport()
        self._register, self._options = register, options
        self._known = KnownIncidents(register)
        regulators = {one.slug: one for one in Regulator.objects.all()}
        self._context = ImportContext(register, options.seen_on, regulators)
        self._keys: set[str] = set()
        self._rows = with_first(register.read(stream))

    def pass_over(self, rows: int) -> None:
        """Leave out so many rows, which were taken in before."""
        for one in islice(self._rows, rows):
            self.report.rows += 1
            if isinstance(one, RegisterRow):
                self._keys.add(one.key)

    def advance(self) -> bool:
        """Take in a portion; False when there was none."""
        with no_query_log():
            return self._advance()

    def _advance(self) -> bool:
        portion = list(islice(self._rows, PORTION))
        rows: list[RegisterRow] = []
        for one in portion:
            self.report.rows += 1
            if isinstance(one, RowFault):
                self.report.refuse(one)
            elif one.key in self._keys:
                self.report.refuse(RowFault(one.line, "key", f"The file has a row {one.key} above; give it once."))
            else:
                self._each_apart([(one, rows)], self._check)
        self._take_in(rows)
        return bool(portion)

    def _check(self, pieces: Sequence[tuple[RegisterRow, list[RegisterRow]]]) -> None:
        """Put each row to those that are taken in, unless something of it cannot be."""
        for row, rows in pieces:
            if fault := fault_in(row):
                self.report.refuse(fault)
                continue
            row.digest()
            self._keys.add(row.key)
            rows.append(row)

    def _take_in(self, rows: Sequence[RegisterRow]) -> None:
        entries = {
            entry.key: entry
            for entry in RegisterEntry.objects.filter(register=self._register.slug, key__in=[row.key for row in rows])
        }
        fresh = [row for row in rows if row.key not in entries or self._is_refused_before(entries[row.key], row)]
        known = [(entries[row.key], row) for row in rows if row.key in entries and row not in fresh]
        self._know_again(known)
        self._open([row for row in fresh if row.key not in entries or entries[row.key].state == EntryState.REFUSED])
        if not self._options.dry:
            give_sectors(draft for row in rows for draft in party_drafts(row))

    def _is_refused_before(self, entry: RegisterEntry, row: RegisterRow) -> bool:
        return entry.state == EntryState.REFUSED and entry.digest != row.digest()

    # --- Rows that are known

    def _know_again(self, known: Iterable[tuple[RegisterEntry, RegisterRow]]) -> None:
        unchanged = []
        for entry, row in known:
            if entry.state == EntryState.REFUSED:
                self.report.refuse(RowFault(row.line, "row", str(entry.reasons[0]["detail"])))
                continue
            change = expected_change(entry, row, self._options.seen_on)
            if change is RowChange.UNCHANGED and not entry.noted_digest:
                unchanged.append(entry.pk)
            elif not self._options.dry:
                self._each_apart([(row, entry)], self._follow_all)
                continue
            self.report.counts[change] += 1
        if unchanged and not self._options.dry:
            seen = RegisterEntry.objects.filter(pk__in=unchanged, last_seen_on__lt=self._options.seen_on)
            seen.update(last_seen_on=self._options.seen_on)

    def _follow_all(self, changed: Sequence[tuple[RegisterRow, RegisterEntry]]) -> None:
        for row, entry in changed:
            try:
                self.report.counts[follow(self._context, entry, row)] += 1
            except (ValidationError, LedgerError) as error:
                self.report.refuse(RowFault(row.line, *said_of(error)))

    def _each_apart(self, pieces: Sequence[Work], do: Callable[[Sequence[Work]], None]) -> None:
        """Do it with rows and what belongs to each. Where that fails in a way that nobody foresaw, do it with each
        alone, and refuse the row that it fails with; a database that cannot be reached is no fault of a row."""
        try:
            do(pieces)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one row never costs the others
            for piece in pieces if len(pieces) > 1 else ():
                self._each_apart([piece], do)
            if len(pieces) == 1:
                log.exception("register_row_not_kept", line=pieces[0][0].line)
                words = f"It cannot be kept ({type(error).__name__}); look at its values."
                self.report.refuse(RowFault(pieces[0][0].line, "row", words))

    # --- Rows that are new

    def _open(self, rows: Sequence[RegisterRow]) -> None:
        """Judge each, load what opens an incident, and attach the rest to what is there."""
        self._known.look_up(rows)
        opening: list[Judged] = []
        attached: list[Judged] = []

        def judge_all(pieces: Sequence[tuple[RegisterRow, None]]) -> None:
            for row, _ in pieces:
                judgment = judge(row, self._register.slug, self._known.of(row))
                (opening if judgment.same is None else attached).append((row, judgment))
                if judgment.same is None:
                    self._known.add(row, row.key)

        for row in rows:
            self._each_apart([(row, None)], judge_all)
        if self._options.dry:
            self._count(opening, attached)
            return
        opened: dict[Any, Incident] = {}
        for load, some in (
            (self._restore, [judged for judged in opening if judged[0].record is not None]),
            (self._load, [judged for judged in opening if judged[0].record is None]),
        ):
            for start in range(0, len(some), _LOADED_TOGETHER):
                self._each_apart(some[start : start + _LOADED_TOGETHER], partial(keep, load, opened))
        self._known.forget_new()
        for start in range(0, len(attached), _ATTACHED_TOGETHER):
            piece = attached[start : start + _ATTACHED_TOGETHER]
            self._each_apart(piece, lambda some: self._attach_all(some, opened))

    def _count(self, opening: Sequence[Any], attached: Sequence[Any]) -> None:
        doubtful = sum(judgment.doubtful is not None for _, judgment in opening)
        self.report.counts[EntryState.IN_DOUBT] += doubtful
        self.report.counts[EntryState.NEW] += len(opening) - doubtful
        self.report.counts[EntryState.MATCHED] += len(attached)

    def _load(self, opening: Sequence[Judged], before: Mapping[Any, Incident]) -> dict[Any, Incident]:
        """By key, the incidents of the rows and those before; in one transaction with the entries that tell of them."""
        report, opened = ImportReport(), dict(before)
        with transaction.atomic():
            left = list(opening)
            parties = self._parties([row for row, _ in left])
            incidents: list[Incident] = []
            while left:
                try:
                    incidents = self._loaded([row for row, _ in left], parties)
                    break
                except ItemsRefused as refused:
                    for place, error in refused.errors.items():
                        self._refuse(left[place][0], error, report)
                    left = [one for place, one in enumerate(left) if place not in refused.errors]
            entries = []
            for (row, judgment), incident in zip(left, incidents, strict=True):
                opened[row.key] = incident
                entries.append(self._entry(row, judgment, incident, opened))
                report.counts[entries[-1].state] += 1
            RegisterEntry.objects.filter(
                register=self._register.slug, key__in=[entry.key for entry in entries], state=EntryState.REFUSED
            ).delete()
            insert_rows(entries)
        self._count_in(report)
        return opened

    def _restore(self, opening: Sequence[Judged], before: Mapping[Any, Incident]) -> dict[Any, Incident]:
        """As `_load`, of rows that are exports. Of several none is kept where one is refused."""
        rows = [row for row, _ in opening]
        try:
            with transaction.atomic():
                incidents = restored(self._context, rows, events=self._options.events)
                opened = {row.key: incident for row, incident in zip(rows, incidents, strict=True)}
                entries = [self._entry(*judged, opened[judged[0].key], {**before, **opened}) for judged in opening]
                RegisterEntry.objects.filter(register=self._register.slug, key__in=list(opened)).delete()
                insert_rows(entries)
        except (ValidationError, LedgerError) as error:
            if len(rows) > 1:
                raise
            self._refuse(rows[0], error, self.report)
            return {}
        self.report.counts.update(entry.state for entry in entries)
        return opened

    def _parties(self, rows: Sequence[RegisterRow]) -> dict[str, list[Party]]:
        """By key of a row, its parties."""
        drafts = [draft for row in rows for draft in party_drafts(row)]
        found = iter(load_parties(drafts))
        return {row.key: [next(found) for _ in row.parties] for row in rows}

    def _loaded(self, rows: Sequence[RegisterRow], parties: Mapping[str, Sequence[Party]]) -> list[Incident]:
        drafts = [load_draft(self._context, row, parties[row.key]) for row in rows]
        return load_incidents(drafts, actor=self._context.actor, events=self._options.events)

    def _entry(
        self, row: RegisterRow, judgment: Judgment, incident: Incident, opened: Mapping[Any, Incident]
    ) -> RegisterEntry:
        entry = entry_of(self._context, row)
        entry.incident, entry.state, entry.reasons = incident, EntryState.NEW, list(judgment.reasons)
        if judgment.doubtful is not None:
            entry.state = EntryState.IN_DOUBT
            entry.other_id = stored_key(judgment.doubtful.key, opened)
        entry.reasons += [{"name": "note", "detail": note} for note in row.notes]
        return entry

    def _refuse(self, row: RegisterRow, error: Exception, report: ImportReport) -> None:
        column, wrong = said_of(error)
        report.refuse(RowFault(row.line, column, wrong))
        entry = entry_of(self._context, row)
        entry.state, entry.reasons = EntryState.REFUSED, [{"name": column, "detail": wrong}]
        RegisterEntry.objects.filter(register=entry.register, key=entry.key, state=EntryState.REFUSED).delete()
        entry.save()

    def _attach_all(self, attached: Sequence[Judged], opened: Mapping[Any, Incident]) -> None:
        """Attach some rows in one transaction, those of one incident together; what is refused of one is taken back
        alone."""
        report = ImportReport()
        by_incident: dict[int | None, list[Judged]] = {}
        records: list[tuple[RegisterRow, Judgment, int]] = []
        for row, judgment in attached:
            key = stored_key(judgment.same.key, opened) if judgment.same else None
            if key is not None and row.record is not None:
                records.append((row, judgment, key))
            else:
                by_incident.setdefault(key, []).append((row, judgment))
        with transaction.atomic():
            hold(key for key in (*by_incident, *(key for *_, key in records)) if key is not None)
            attach_records(self._context, records)
            report.counts[EntryState.MATCHED] += len(records)
            for key, rows in by_incident.items():
                self._attach(rows, key, report)
        self._count_in(report)

    def _count_in(self, report: ImportReport) -> None:
        """Add what a transaction that is committed brought."""
        self.report.counts += report.counts
        self.report.faults += report.faults[: FAULTS_KEPT - len(self.report.faults)]

    def _attach(self, rows: Sequence[Judged], key: int | None, report: ImportReport) -> None:
        """Attach rows to the incident of this key; each alone where they cannot be together."""
        if key is None:  # the row that they belong to was refused
            for row, _ in rows:
                report.refuse(RowFault(row.line, "row", "It belongs to a row above that was refused."))
            return
        try:
            attach(self._context, rows, key)
            report.counts[EntryState.MATCHED] += len(rows)
        except (ValidationError, LedgerError) as error:
            if len(rows) == 1:
                self._refuse(rows[0][0], error, report)
            for one in rows if len(rows) > 1 else ():
                self._attach([one], key, report)
