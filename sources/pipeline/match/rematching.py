"""Matching articles anew when a person has changed something that matching depends on.

| a person has...                                                  | matched anew are, of what is done already      |
| ---------------------------------------------------------------- | ---------------------------------------------- |
| opened an incident; changed its title, kind, status, days or     | its coverage, and the articles of its time     |
| parties; merged or split it                                      | that have a name of who answers for it         |
| renamed a party, or given it another name                        | the same, for each incident it answers for     |

So an incident that is opened after the news came in still finds it, and adding a missing day or name brings the
suggestions that depend on it. A curator's word on a link stays, as always.

The change log and the parties' history tell what was changed; a row keeps how far both were followed, in the same
transaction that notes a rematching for each incident. Workers look through all articles for it, a portion in each
transaction, so that nobody waits for long, and what a dead worker left is gone on with:

| a rematching is... | until                                                       |
| ------------------ | ----------------------------------------------------------- |
| waiting            | a worker begins                                             |
| looking            | the last article that there was then has been looked through |
| matching           | the articles that it sent back are matched, or given up     |
| done               | it is removed, `KEPT` later                                 |

Changes by the system itself are not followed: an article led to each.
"""

import datetime as dt
import time
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from incidents import ledger
from incidents.models import Event, EventType, Incident, Involvement, Party
from sources.models import Article, ArticleState, ChangesFollowed, Coverage, Rematching, RematchingState
from sources.pipeline.extract.reextraction import rematch
from sources.pipeline.intake.trust import SUBMISSION
from sources.pipeline.match.candidate_merging import names_answering
from sources.pipeline.match.incident_profile import RESPONSIBLE
from sources.pipeline.match.reasons_by_day import FRESH_DAYS
from sources.pipeline.wakeups import wake_many

CHANGES_AT_ONCE = 20  # each may mean a look into all texts of its time
PORTION = 2000  # articles looked through in a transaction
LOOK_SECONDS = 10.0  # of a turn; then articles are worked on, and another turn comes
KEPT = dt.timedelta(days=30)
SHORTEST_NAME = 3  # letters of a name that is looked for in texts
_UNDER_WAY = dt.timedelta(seconds=1)  # an article that was being matched at that moment saw the state before it
# Rows of a history may be committed in another order than they are numbered in.
_SETTLED_AFTER = dt.timedelta(seconds=5)
_MATCHED_BY = frozenset({"title", "kind", "status", "involvements"})  # and its days
_WHOLE = frozenset({EventType.INCIDENT_CREATED, EventType.INCIDENT_MERGED, EventType.INCIDENT_SPLIT})
_FOLLOWED = _WHOLE | {EventType.INCIDENT_UPDATED}

_Since = dict[int, dt.datetime]  # by incident, when it was last changed


def follow_changes() -> int:
    """Note what recent changes ask to be matched anew, and look through articles for a turn. Returns how many are
    matched anew for it; 0 when there is nothing to look through, or others do it."""
    _note_changes()
    end, count = time.monotonic() + LOOK_SECONDS, 0
    while (found := _look_through_portion()) is not None:
        count += found
        if time.monotonic() > end:
            break
    finish_rematchings()
    if Rematching.objects.to_look_through().exists():
        wake_many()
    return count


def finish_rematchings() -> None:
    """Mark those done whose articles are all matched or given up."""
    under_way = Article.objects.filter(rematching=OuterRef("pk"))
    matched = Rematching.objects.filter(~Exists(under_way), state=RematchingState.MATCHING)
    matched.update(state=RematchingState.DONE, finished_at=timezone.now())


def prune_rematchings() -> None:
    """Remove those that have been done for long."""
    Rematching.objects.filter(state=RematchingState.DONE, finished_at__lt=timezone.now() - KEPT).delete()


def _note_changes() -> None:
    """Note a rematching for each incident that recent changes concern, unless another call does."""
    ChangesFollowed.objects.get_or_create(pk=1)
    with transaction.atomic():
        followed = ChangesFollowed.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=1).first()
        if followed is None:
            return
        changed: _Since = {}
        _follow_events(followed, changed)
        _follow_parties(followed, changed)
        for incident_id, moment in sorted(changed.items()):
            waiting = Rematching.objects.filter(incident=incident_id, state=RematchingState.WAITING)
            if not waiting.update(changed_at=moment):
                Rematching.objects.create(incident_id=incident_id, changed_at=moment)


def _look_through_portion() -> int | None:
    """How many of the next articles are matched anew; None when there is nothing to look through, or others do it."""
    with transaction.atomic():
        waiting = Rematching.objects.to_look_through().select_for_update(no_key=True, skip_locked=True)
        row = waiting.first()
        if row is None:
            return None
        if row.state == RematchingState.WAITING:
            row.state = RematchingState.LOOKING
            row.look_to = Article.objects.aggregate(last=Max("pk"))["last"] or 0
        end = row.looked_to + PORTION
        portion = _concerned(row.incident.canonical(), row.changed_at + _UNDER_WAY)
        found = rematch(portion.filter(pk__gt=row.looked_to, pk__lte=end), row)
        row.articles += found
        row.looked_to = min(end, row.look_to)
        if end >= row.look_to:
            row.state = RematchingState.MATCHING
        row.save(update_fields=["state", "look_to", "looked_to", "articles"])
    return found


def _follow_events(followed: ChangesFollowed, changed: _Since) -> None:
    """Follow a few changes at a time, skipping any number of events that matching does not depend on."""
    last = Event.objects.aggregate(last=Max("sequence"))["last"]
    if last is None or last <= followed.event:
        return
    rows = Event.objects.after(followed.event).filter(sequence__lte=last, type__in=_FOLLOWED, incident__isnull=False)
    by_people = rows.exclude(actor=ledger.SYSTEM.name).exclude(actor__startswith=SUBMISSION)
    events = list(by_people[:CHANGES_AT_ONCE])
    for event in events:
        if event.incident_id is not None and _concerns_matching(event):
            changed[event.incident_id] = event.occurred_at
    followed.event = events[-1].sequence if len(events) == CHANGES_AT_ONCE else last
    followed.save(update_fields=["event"])


def _concerns_matching(event: Event) -> bool:
    """Whether matching depends on what the event tells."""
    if event.type in _WHOLE:
        return True
    before = event.data.get("before") or {}
    return any(name in _MATCHED_BY or name.endswith(("_on", "_precision")) for name in before)


def _follow_parties(followed: ChangesFollowed, changed: _Since) -> None:
    settled = timezone.now() - _SETTLED_AFTER
    rows = Party.history.filter(history_id__gt=followed.party_change, history_date__lte=settled)
    last = rows.aggregate(last=Max("history_id"))["last"]
    if last is None:
        return
    by_people = rows.filter(history_id__lte=last, history_user__isnull=False, history_type="~")
    moments = dict(by_people.values_list("id").annotate(at=Max("history_date")).order_by())
    answering = Involvement.objects.filter(party__in=list(moments), role__in=RESPONSIBLE)
    for party, incident in answering.values_list("party", "incident"):
        changed[incident] = max(moments[party], changed.get(incident, moments[party]))
    followed.party_change = last
    followed.save(update_fields=["party_change"])


def _concerned(incident: Incident, until: dt.datetime) -> QuerySet[Article]:
    """The articles that were matched before this moment and may be about the incident."""
    linked = Coverage.objects.of(incident).order_by().values("article")
    named = _naming(_names(incident)) & _of_its_time(incident)
    return Article.objects.filter(state=ArticleState.DONE, worked_at__lt=until).filter(Q(pk__in=linked) | named)


def _names(incident: Incident) -> list[str]:
    names = names_answering(incident).values_list("name", flat=True)
    return [name for name in names if len(name) >= SHORTEST_NAME]


def _naming(names: Iterable[str]) -> Q:
    """The articles whose title or text has one of the names; none if no names are given."""
    wanted = Q(pk__in=[])
    for name in names:
        wanted |= Q(title__icontains=name) | Q(versions__text__icontains=name)
    return wanted


def _of_its_time(incident: Incident) -> Q:
    """The articles published after the incident or not long before it, or on an unknown day."""
    days = [day for day in (incident.occurred_on, incident.disclosed_on) if day is not None]
    if not days:
        return Q()
    return Q(published_on=None) | Q(published_on__gte=min(days) - dt.timedelta(days=FRESH_DAYS))
