"""The tracker's Celery application, but that one step of the way is deadly for articles whose title says so.

DEADLY_STATE names the state; DEADLY_MANNER is `killed` (the worker process is gone at once, as when the system is out
of memory) or `endless` (the step computes for ever).
"""

import os
import signal
from collections.abc import Callable

from celery.signals import worker_process_init

from tracker.celery import app

TITLE = "Deadly"


@worker_process_init.connect
def lay_the_trap(**_: object) -> None:
    from sources.models import Article, ArticleState
    from sources.pipeline import runner
    from sources.pipeline.leases import Lease

    state = ArticleState(os.environ["DEADLY_STATE"])
    step: Callable[[Lease], Lease] = runner._STEPS[state]

    def deadly(lease: Lease) -> Lease:
        if Article.objects.filter(pk=lease.article_id, title=TITLE).exists():
            if os.environ["DEADLY_MANNER"] == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            while True:
                pass
        return step(lease)

    runner._STEPS[state] = deadly


__all__ = ["app"]
