"""Reading from a copy of the database: what `DATABASE_REPLICA_URL` names answers the API's GETs.

| what                                                   | where                                                    |
| ------------------------------------------------------ | -------------------------------------------------------- |
| GET and HEAD below /api/                               | the replica                                              |
| in such a request, what follows a write                | the primary, so that it sees what was written            |
| accounts, tokens, sessions, limits                     | the primary: what was revoked is so at once              |
| all other requests, the admin, workers, commands       | the primary                                              |

A replica is behind by what its own database says (`pg_stat_replication`), so a reader may see for so long what was
withdrawn meanwhile.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from tracker.foundation.rest.errors import API_ROOT

REPLICA: Final = "replica"
READ_THERE: Final = frozenset({"incidents", "sources", "webhooks"})  # labels of applications
_request = threading.local()


class ReplicaMiddleware:
    """Says for how long a request reads from the replica; with one configured alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _request.reads = request.method in {"GET", "HEAD"} and request.path.startswith(API_ROOT)
        try:
            return self.get_response(request)
        finally:
            _request.reads = False


class ReplicaRouter:
    """Django's router of the two; it never lets a migration near the replica."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        reads = getattr(_request, "reads", False) and model._meta.app_label in READ_THERE
        return REPLICA if reads else None

    def db_for_write(self, model: Any, **_hints: Any) -> str:
        _request.reads = False
        return "default"

    def allow_relation(self, *_rows: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_args: Any, **_hints: Any) -> bool:
        return db != REPLICA
