"""Pages of the admin's lists that count no further than a curator would turn them."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST_COUNTED: Final = 2_000  # rows; what is beyond is reached by a filter, a search or another order


class AtLeast(int):
    """A number of rows where there are more; shown as such."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


class CappedPaginator(Paginator):
    """Counts MOST_COUNTED rows at the most: to count a million takes longer than to show a page of them."""

    @cached_property
    def count(self) -> int:
        if not isinstance(self.object_list, QuerySet):
            return super().count
        found = self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return found if found <= MOST_COUNTED else AtLeast(MOST_COUNTED)
