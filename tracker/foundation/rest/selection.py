"""Sparse answers: `fields=a,b` shows these only, `omit=c` leaves one out, `expand=d` adds what is not usually shown."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.relations import PKOnlyObject

from tracker.foundation.rest.parameters import invalid, listed, nearest, shortened
from tracker.foundation.rest.plain_fields import plain

PARAMETERS = ("fields", "omit", "expand")
_USUAL_WAYS = (serializers.ManyRelatedField.get_attribute, serializers.ListSerializer.get_attribute)
_LIST = "listed_"  # before the name of a relation: the attribute that holds its rows


@dataclass(frozen=True, slots=True)
class Selection:
    """What a client asked to see. `only` None means: all that is shown by itself."""

    only: frozenset[str] | None = None
    omitted: frozenset[str] = frozenset()
    expanded: frozenset[str] = frozenset()

    def shows(self, name: str, *, expandable: bool) -> bool:
        if name in self.omitted:
            return False
        if self.only is not None:
            return name in self.only or name in self.expanded
        return not expandable or name in self.expanded


EVERYTHING_USUAL = Selection()


class SparseMixin(serializers.Serializer):
    """A serializer that shows the fields a client selected, and declares what each costs.

    expandable  fields that are shown on request only
    guarded     fields that are shown to curators only (the view's context says `sees_all`)
    needs       field -> lookups to prefetch when it is shown (strings or Prefetch objects)
    listed      relations of many rows that fields of the same name show, fetched as plain lists: see `related`
    """

    expandable: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[dict[str, tuple[Any, ...]]] = {}
    guarded: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[tuple[str, ...]] = ()
    described = False  # set for the OpenAPI document, which tells of every field

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        selection = self._selection()
        return {name: field for name, field in fields.items() if self._shown(name, selection)}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As REST framework's own; plain columns are read by the quick way."""
        shown: dict[str, Any] = {}
        for name, take, show, field in self._steps:
            if take is not None:
                value = take(instance)
                shown[name] = None if value is None else show(value)
                continue
            try:
                value = field.get_attribute(instance)
            except serializers.SkipField:
                continue
            known = value.pk if isinstance(value, PKOnlyObject) else value
            shown[name] = None if known is None else field.to_representation(value)
        return shown

    @cached_property
    def _steps(self) -> list[tuple[str, Any, Any, Any]]:
        """(name, how the value is taken, how it is shown, the field); of what is no plain column without these two."""
        model = getattr(getattr(self, "Meta", None), "model", None)
        readable = [(name, field) for name, field in self.fields.items() if not field.write_only]
        ways = [self._way(name, field, model) or (None, None) for name, field in readable]
        return [(name, *way, field) for (name, field), way in zip(readable, ways, strict=True)]

    def _way(self, name: str, field: Any, model: Any) -> tuple[Any, Any] | None:
        """How the quick way takes and shows the field's value; None where there is none."""
        if name in self.listed and type(field).get_attribute in _USUAL_WAYS:
            return partial(related, name=name), field.to_representation
        return plain(field, model) if model is not None else None

    def _shown(self, name: str, selection: Selection) -> bool:
        if name in self.guarded and not (self.described or self.context.get("sees_all")):
            return False
        return selection.shows(name, expandable=name in self.expandable)

    def _selection(self) -> Selection:
        if self.described:
            return Selection(expanded=frozenset(self.expandable))
        parent = self.parent
        is_root = parent is None or (isinstance(parent, serializers.ListSerializer) and parent.parent is None)
        if not is_root:
            return EVERYTHING_USUAL
        chosen: Selection = self.context.get("selection", EVERYTHING_USUAL)
        return chosen

    @classmethod
    @cache  # every request asks, and the fields of a model are dear to make
    def all_names(cls) -> tuple[str, ...]:
        """Every field that may be asked for, in order."""
        everything = Selection(expanded=frozenset(cls.expandable))
        return tuple(cls(context={"selection": everything}).fields)


def parse(query: QueryDict, serializer: type[SparseMixin]) -> Selection:
    """What `fields`, `omit` and `expand` ask for. Raises a 400 for a name that the record does not have."""
    only = _names(query, "fields", serializer.all_names())
    omitted = _names(query, "omit", serializer.all_names())
    expanded = _names(query, "expand", serializer.expandable)
    return Selection(
        only=None if only is None else frozenset(only),
        omitted=frozenset(omitted or ()),
        expanded=frozenset(expanded or ()),
    )


def _names(query: QueryDict, parameter: str, known: Collection[str]) -> tuple[str, ...] | None:
    names = listed(query, parameter)
    for name in names or ():
        if name not in known:
            raise invalid(parameter, f"`{shortened(name)}` cannot be used in `{parameter}`.", nearest(name, known))
    if names == ():
        raise invalid(parameter, f"`{parameter}` is empty.", nearest("", known))
    return names


def prefetched(rows: QuerySet[Any], serializer: type[SparseMixin], selection: Selection) -> QuerySet[Any]:
    """The rows with all that the shown fields need, so that the number of queries does not depend on the rows."""
    lookups: list[Any] = []
    for name, needed in serializer.needs.items():
        if selection.shows(name, expandable=name in serializer.expandable):
            wanted = map(_in_list, needed) if name in serializer.listed else needed
            lookups.extend(lookup for lookup in wanted if lookup not in lookups)
    return rows.prefetch_related(*lookups) if lookups else rows


def related(row: Any, name: str) -> Any:
    """The rows of a relation: the list that `prefetched` has fetched, else what the relation gives."""
    held = row.__dict__.get(f"{_LIST}{name}")
    return getattr(row, name).all() if held is None else held


def _in_list(lookup: str | Prefetch) -> Prefetch:
    """The same lookup, its first relation held in a plain list: the manager and the query that Django makes for each
    row otherwise cost more than all else of it."""
    path = lookup if isinstance(lookup, str) else lookup.prefetch_to
    rows = None if isinstance(lookup, str) else lookup.queryset
    name, _, beneath = path.partition("__")
    if beneath:
        return Prefetch(f"{_LIST}{name}__{beneath}", rows)
    return Prefetch(name, rows, to_attr=f"{_LIST}{name}")
