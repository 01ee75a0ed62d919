"""Names as they are compared now. Parties whose names are one become one: the oldest, which takes all that the others
had.

| of the others' rows                         | becomes                                                              |
| ------------------------------------------- | -------------------------------------------------------------------- |
| other names, endpoints that want the party  | the oldest's, unless it has the same                                 |
| a role in an incident                       | the oldest's; where it has that role, its standing and note are kept |
|                                             | unless they say nothing                                              |
| claims, proceedings                         | the oldest's; of two claims that are one now the later keeps its     |
|                                             | fingerprint, and its reviews, until its source is read anew          |
| history, lines of the admin's log           | the oldest's, so that redactions find them                           |
| country, site, ids elsewhere                | the oldest's where it has none                                       |

The other parties' references are gone; the oldest's history names them. Figures follow when they are next worked out.
"""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count
from django.utils import timezone

from incidents.figures.assertion import Bucket, fingerprint
from incidents.figures.quantity import Quantity
from incidents.names import name_key, normalise_name, sketch_of
from incidents.vocabulary import Hedge, Measure, Metric, Polarity, Scope, Unit

CHUNK = 1000
WORDS = "words:"


class Rows:
    """The tables as they are at this migration."""

    def __init__(self, apps, database):
        self._apps, self._database = apps, database

    def of(self, model, app="incidents"):
        return self._apps.get_model(app, model)._default_manager.using(self._database)

    def in_chunks(self, rows):
        """Lists of the rows, by their keys, so that they may be changed meanwhile."""
        last = 0
        while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
            yield chunk
            last = chunk[-1].pk


def compare_anew(apps, schema_editor):
    rows = Rows(apps, schema_editor.connection.alias)
    for parties in rows.in_chunks(rows.of("Party")):
        fold_parties(rows, parties)
    several = rows.of("Party").values("name_key").annotate(many=Count("pk")).filter(many__gt=1).order_by("name_key")
    for key in list(several.values_list("name_key", flat=True)):
        keep, *others = rows.of("Party").filter(name_key=key).order_by("created_at", "pk")
        for other in others:
            join(rows, keep, other)
    for claims in rows.in_chunks(rows.of("Claim").filter(speaker_key__startswith=WORDS)):
        for claim in claims:
            put_speaker(rows, claim, refolded(claim.speaker_key))
    for proceedings in rows.in_chunks(rows.of("Proceeding").filter(identity__contains=WORDS)):
        for case in proceedings:
            identity = "+".join(sorted(map(refolded, case.identity.split("+"))))[:200]
            if identity != case.identity:
                rows.of("Proceeding").filter(pk=case.pk).update(identity=identity)


def refolded(key):
    """A key by which a speaker or an authority is recognised. It may be of words that are redacted."""
    return f"{WORDS}{normalise_name(key.removeprefix(WORDS))[:200]}" if key.startswith(WORDS) else key


def fold_parties(rows, parties):
    aliases = defaultdict(list)
    for alias in rows.of("PartyAlias").filter(party__in=[party.pk for party in parties]).order_by("pk"):
        aliases[alias.party_id].append(alias)
    kept, changed, doubled = [], [], []
    for party in parties:
        # Nobody can see the name, so that nobody asks for it.
        party.name_key = name_key(party.name) or f"unseen {party.reference}"
        seen = set()
        for alias in aliases[party.pk]:
            normalised = normalise_name(alias.name)[:200] or name_key(alias.name)
            if normalised in seen:
                doubled.append(alias.pk)
                continue
            seen.add(normalised)
            if normalised != alias.normalised:
                changed.append(alias)
            alias.name_key, alias.sketch = name_key(alias.name), sketch_of(normalised)
            kept.append((alias, normalised))
    rows.of("Party").bulk_update(parties, ["name_key"], CHUNK)
    rows.of("PartyAlias").filter(pk__in=doubled).delete()
    for alias in changed:  # out of the way: one of a party's names may take what another had
        alias.normalised = f"~{alias.pk}"
    rows.of("PartyAlias").bulk_update(changed, ["normalised"], CHUNK)
    for alias, normalised in kept:
        alias.normalised = normalised
    rows.of("PartyAlias").bulk_update([alias for alias, _ in kept], ["normalised", "name_key", "sketch"], CHUNK)


def join(rows, keep, other):
    """Give all that the other party has to the one that is kept, and delete the other."""
    move(rows.of("PartyAlias"), keep, other, "normalised")
    move(rows.of("EndpointParty", "webhooks"), keep, other, "endpoint_id")
    join_involvements(rows, keep, other)
    for claim in rows.of("Claim").filter(speaker_party=other).order_by("pk"):
        rows.of("Claim").filter(pk=claim.pk).update(speaker_party=keep)
        put_speaker(rows, claim, f"party:{keep.reference}")
    rows.of("Proceeding").filter(respondent=other).update(respondent=keep)
    rows.of("HistoricalInvolvement").filter(party_id=other.pk).update(party_id=keep.pk)
    rows.of("HistoricalProceeding").filter(respondent_id=other.pk).update(respondent_id=keep.pk)
    rows.of("HistoricalParty").filter(id=other.pk).update(id=keep.pk)
    log = rows.of("LogEntry", "admin").filter(content_type__app_label="incidents", content_type__model="party")
    log.filter(object_id=str(other.pk)).update(object_id=str(keep.pk))
    keep.country, keep.site = keep.country or other.country, keep.site or other.site
    keep.external_ids = {**other.external_ids, **keep.external_ids}
    keep.updated_at = timezone.now()
    keep.save()
    note(rows, keep, f"{other.reference} had the same name in another spelling, and is this party now.")
    other.delete()


def move(table, keep, other, column):
    """Give the other's rows to the one that is kept, but for those whose value in the column it has already."""
    known = set(table.filter(party=keep).values_list(column, flat=True))
    for row in table.filter(party=other).order_by("pk"):
        if getattr(row, column) in known:
            row.delete()
        else:
            table.filter(pk=row.pk).update(party=keep)


def join_involvements(rows, keep, other):
    table = rows.of("Involvement")
    known = {(row.incident_id, row.role): row for row in table.filter(party=keep)}
    for row in table.filter(party=other).order_by("pk"):
        own = known.get((row.incident_id, row.role))
        if own is None:
            table.filter(pk=row.pk).update(party=keep)
            continue
        own.standing = row.standing if own.standing == "alleged" else own.standing
        own.note = own.note or row.note
        own.save()
        row.delete()


def put_speaker(rows, claim, key):
    """Give the claim its speaker's key, and the fingerprint that follows, if no other claim has that."""
    if key == claim.speaker_key:
        return
    bucket = Bucket(
        Metric(claim.metric),
        Unit(claim.unit),
        claim.currency,
        Scope(claim.scope),
        claim.scope_country,
        claim.scope_label,
    )
    quantity = Quantity(claim.value, claim.low, claim.high, Hedge(claim.hedge))
    print_ = fingerprint(bucket, quantity, key, Measure(claim.measure), Polarity(claim.polarity))
    table = rows.of("Claim")
    taken = table.filter(origin=claim.origin_id, fingerprint=print_).exclude(pk=claim.pk).exists()
    changes = {"speaker_key": key} if taken else {"speaker_key": key, "fingerprint": print_}
    table.filter(pk=claim.pk).update(**changes)


def note(rows, party, reason):
    """Add a line to the party's history."""
    table = rows.of("HistoricalParty")
    names = [field.attname for field in table.model._meta.concrete_fields if not field.name.startswith("history_")]
    state = {name: getattr(party, name) for name in names}
    table.create(**state, history_type="~", history_date=timezone.now(), history_change_reason=reason[:100])


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0014_party_name_keys"),
        ("webhooks", "0002_filters_signing_pace_and_order"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
