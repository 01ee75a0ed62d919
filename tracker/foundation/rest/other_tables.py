"""Conditions on rows of other tables that point at the rows asked for."""

from collections.abc import Mapping
from typing import Any

from django.db.models import ManyToOneRel, Model, QuerySet


def keys_of(model: type[Model], wanted: Mapping[str, Any]) -> QuerySet[Any]:
    """Keys of the model's rows that have a row of another table with all of this; asked of that table alone where it
    points here, so that an index of its own answers."""
    paths = {path.partition("__")[0] for path in wanted}
    relation = model._meta.get_field(next(iter(paths)))
    if len(paths) > 1 or not isinstance(relation, ManyToOneRel):
        return model._default_manager.filter(**wanted).values("pk")
    there = {path.partition("__")[2]: value for path, value in wanted.items()}
    rows: QuerySet[Any] = relation.related_model._default_manager.filter(**there)
    return rows.order_by().values(relation.field.name)
