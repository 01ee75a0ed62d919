import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from incidents.webhooks import outbox
from tracker.celery import app


def test_the_wake_up_is_sent_after_the_commit_and_not_after_a_rollback(
    monkeypatch, django_capture_on_commit_callbacks, db
):
    sent = []
    monkeypatch.setattr(
        "incidents.webhooks.outbox.current_app.send_task", lambda name, **options: sent.append((name, options["queue"]))
    )
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.wake()
        assert sent == []
    assert sent == [("incidents.webhooks.tasks.deliver", "deliveries")]
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        outbox.wake()
        transaction.set_rollback(True)
    assert callbacks == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_turn_a_save_into_an_error(tell):
    """The tests' broker address leads nowhere: this is the real thing."""
    with pytest.raises(OperationalError):
        app.send_task("incidents.webhooks.tasks.deliver", retry=False)
    with transaction.atomic():
        event = tell()
        outbox.wake()
    assert type(event).objects.filter(pk=event.pk).exists()


def test_the_task_that_is_sent_exists_and_has_its_queue():
    app.loader.import_default_modules()
    for name in ("deliver", "sweep", "prune"):
        task = f"incidents.webhooks.tasks.{name}"
        assert task in app.tasks
        assert app.amqp.router.route({}, task)["queue"].name == "deliveries"
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"incidents.webhooks.tasks.sweep", "incidents.webhooks.tasks.prune"} <= scheduled
