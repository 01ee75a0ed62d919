"""Which figure an incident is shown by: in lists, at the head of its page, by what filters ask."""

from incidents.figures.assertion import Bucket
from incidents.vocabulary import Metric, Scope, Unit

NONE_LEADS = (2, 0)
_SCOPES = {scope: place for place, scope in enumerate(sorted(Scope, reverse=True))}  # total, superseded, subset ...


def leading_place(bucket: Bucket, best: int | None) -> tuple[int, int]:
    """Sorts figures so that the leading one is first: people who are affected in all before any other count of them,
    then the largest; NONE_LEADS for a figure that cannot lead. `incidents.ledger.listed.leading` asks a database so."""
    if (bucket.metric, bucket.scope) != (Metric.AFFECTED, Scope.TOTAL) or best is None:
        return NONE_LEADS
    return (0 if bucket.unit == Unit.PEOPLE else 1), -best


def listing_place(bucket: Bucket, best: int | None) -> tuple[Metric, int, int, int, Bucket]:
    """Sorts the figures of an incident as they are listed: of each metric that of the whole before those of parts,
    people before other units, the largest first, what is not known last. `Figure.Meta.ordering` asks a database so."""
    return (
        bucket.metric,
        _SCOPES[bucket.scope],
        0 if bucket.unit == Unit.PEOPLE else 1,
        1 if best is None else -best,
        bucket,
    )
