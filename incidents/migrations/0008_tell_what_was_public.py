"""Say of events, reviews and revisions that are there already whether they were public at their time.

| known of an incident                                       | what was written then was public                        |
| ---------------------------------------------------------- | ------------------------------------------------------- |
| its events of changes to visibility and status, read back  | where it was public before and after each event         |
| from what it is now                                        |                                                         |
| its history of changes, where the two do not agree         | only where both say so                                  |
| no change at all                                           | as it is now                                            |

An event that tells of two incidents was public where both were; a review where the incident that its claim was recorded
for was public too. No statement of what is held is written afterwards: the public record of an incident that was
published before this begins with its first event after that.
"""

from bisect import bisect_right

from django.db import migrations

CHUNK = 500
CANDIDATES = ("candidate", "rejected")
NAMED = {"incident.merged": "absorbed", "incident.split": "apart"}


def shown(state):
    visibility, status = state
    return visibility == "public" and status not in CANDIDATES


class Past:
    """What some incidents were at each event and moment."""

    def __init__(self, apps, ids):
        incidents = apps.get_model("incidents", "Incident").objects.filter(pk__in=ids)
        self.now = {
            pk: (visibility, status) for pk, visibility, status in incidents.values_list("pk", "visibility", "status")
        }
        changes = apps.get_model("incidents", "Event").objects.filter(type="incident.updated", incident__in=ids)
        self.changes = {pk: [] for pk in self.now}  # (sequence, moment, what it was before), the last first
        rows = changes.order_by("-sequence").values_list("incident_id", "sequence", "occurred_at", "data")
        later = dict(self.now)
        for pk, sequence, moment, data in rows.iterator(CHUNK):
            before = data.get("before") or {}
            if {"visibility", "status"} & set(before):
                visibility, status = later[pk]
                later[pk] = (before.get("visibility", visibility), before.get("status", status))
                self.changes[pk].append((sequence, moment, later[pk]))
        self.history = {pk: ([], []) for pk in self.now}
        records = apps.get_model("incidents", "HistoricalIncident").objects.filter(id__in=ids)
        for pk, moment, visibility, status in (
            records.order_by("history_date", "history_id")
            .values_list("id", "history_date", "visibility", "status")
            .iterator(CHUNK)
        ):
            self.history[pk][0].append(moment)
            self.history[pk][1].append((visibility, status))

    def at_event(self, pk, sequence, moment):
        """Whether it was public before and after the event, as far as anything tells."""
        return (
            shown(self._state(pk, 0, sequence))
            and shown(self._state(pk, 0, sequence - 1))
            and self._by_history(pk, moment)
        )

    def at_moment(self, pk, moment):
        return shown(self._state(pk, 1, moment)) and self._by_history(pk, moment)

    def _state(self, pk, column, at):
        state = self.now[pk]
        for change in self.changes[pk]:
            if change[column] <= at:
                break
            state = change[2]
        return state

    def _by_history(self, pk, moment):
        moments, states = self.history[pk]
        place = bisect_right(moments, moment)
        return place == 0 or shown(states[place - 1])


def portions(rows):
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield keys
        last = keys[-1]


def mark(rows, keys):
    for start in range(0, len(keys), CHUNK):
        rows.filter(pk__in=keys[start : start + CHUNK]).update(public=True)


def tell(apps, schema_editor):
    incidents = apps.get_model("incidents", "Incident").objects
    events = apps.get_model("incidents", "Event").objects
    revisions = apps.get_model("incidents", "FigureRevision").objects
    for ids in portions(incidents):
        past = Past(apps, ids)
        rows = events.filter(incident__in=ids).exclude(type__in=NAMED).order_by("pk")
        told = rows.values_list("pk", "incident_id", "sequence", "occurred_at").iterator(CHUNK)
        mark(events, [pk for pk, incident, *at in told if past.at_event(incident, *at)])
        rows = revisions.filter(figure__incident__in=ids).order_by("pk")
        told = rows.values_list("pk", "figure__incident_id", "recorded_at").iterator(CHUNK)
        mark(revisions, [pk for pk, incident, moment in told if past.at_moment(incident, moment)])
    tell_of_two(apps, events, incidents)
    tell_reviews(apps)
    withhold(incidents)


def tell_of_two(apps, events, incidents):
    rows = events.filter(type__in=NAMED, incident__isnull=False)
    for keys in portions(rows):
        chunk = list(events.filter(pk__in=keys))
        names = {event.pk: (event.data.get(NAMED[event.type]) or {}).get("reference", "") for event in chunk}
        others = dict(incidents.filter(reference__in=names.values()).values_list("reference", "pk"))
        past = Past(apps, {*(event.incident_id for event in chunk), *others.values()})
        for event in chunk:
            other = others.get(names[event.pk])
            both = [event.incident_id, *([other] if other else [])]
            public = other is not None and all(past.at_event(pk, event.sequence, event.occurred_at) for pk in both)
            events.filter(pk=event.pk).update(other=other, public=public)


def tell_reviews(apps):
    reviews = apps.get_model("incidents", "Review").objects
    for keys in portions(reviews):
        chunk = list(
            reviews.filter(pk__in=keys).values_list("pk", "claim__incident_id", "claim__origin_id", "reviewed_at")
        )
        past = Past(apps, {pk for row in chunk for pk in row[1:3]})
        mark(reviews, [pk for pk, *both, moment in chunk if all(past.at_moment(one, moment) for one in both)])


def withhold(incidents):
    into = dict(incidents.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    ends = {}
    for pk in into:
        end = pk
        while end in into:
            end = into[end]
        ends.setdefault(end, []).append(pk)
    for keys in [list(ends)[start : start + CHUNK] for start in range(0, len(ends), CHUNK)]:
        for pk, *state in incidents.filter(pk__in=keys).values_list("pk", "visibility", "status"):
            if not shown(state):
                incidents.filter(pk__in=ends[pk]).update(withheld=True)


class Migration(migrations.Migration):
    atomic = False  # in portions: an installation may have millions of events
    dependencies = [("incidents", "0007_visibility_of_its_time")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop, atomic=False)]
