"""What beat sends, and how often. Each wake-up is void when the next one is sent: while no worker is up they do not
pile up."""

from typing import Any

DAILY_SECONDS = 86_400.0


def schedule(sweep_seconds: float) -> dict[str, Any]:
    """Celery's `beat_schedule`."""
    periods = (
        ("sweep the articles", "sources.tasks.sweep", sweep_seconds),
        ("poll the feeds", "sources.tasks.poll_feeds", 60.0),
        ("prune old versions", "sources.tasks.prune", DAILY_SECONDS),
        ("sweep the deliveries", "incidents.webhooks.tasks.sweep", 5.0),
        ("tell owners of trouble", "incidents.webhooks.tasks.tell_owners", 60.0),
        ("prune the deliveries", "incidents.webhooks.tasks.prune", DAILY_SECONDS),
        ("write to readers", "incidents.site.tasks.send_letters", 60.0),
        ("make and keep snapshots", "incidents.snapshots.tasks.keep_snapshots", 300.0),
        ("work out the statistics", "incidents.site.tasks.work_out_statistics", 60.0),
    )
    return {name: {"task": task, "schedule": period, "options": {"expires": period}} for name, task, period in periods}
