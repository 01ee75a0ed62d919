"""A lease on what waits: one holder at a time, for a while."""

import datetime as dt
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from incidents.models import TriageLease


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_at_once_one_gets_it() -> None:
    users = [User.objects.create_user(f"curator{number}") for number in range(4)]
    start, got = threading.Barrier(len(users)), []

    def take(user: User) -> None:
        try:
            start.wait()
            if TriageLease.objects.take("coverage:1", user):
                got.append(user)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [lease.holder for lease in TriageLease.objects.all()] == got
    assert len(got) == 1


@pytest.mark.django_db
def test_a_lease_ends_by_itself_or_is_given_back_and_is_renewed_by_its_holder() -> None:
    mara, nora = (User.objects.create_user(name) for name in ("mara", "nora"))
    assert TriageLease.objects.take("coverage:1", mara)
    assert TriageLease.objects.take("coverage:1", mara)
    assert not TriageLease.objects.take("coverage:1", nora)
    TriageLease.objects.give_back("coverage:1", nora)
    assert [lease.item for lease in TriageLease.objects.of_others(nora)] == ["coverage:1"]
    TriageLease.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert not TriageLease.objects.of_others(nora).exists()
    assert TriageLease.objects.take("coverage:1", nora)
    TriageLease.objects.give_back("coverage:1", nora)
    assert not TriageLease.objects.exists()
