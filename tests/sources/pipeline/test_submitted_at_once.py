"""Two accounts that submit a text under one address at the same moment, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from sources.models import ArticleVersion
from sources.pipeline import ForeignText, submit_text

URL = "https://gazette.example/1"


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_at_once_one_is_refused() -> None:
    users = [User.objects.create_user(f"rita{number}") for number in range(4)]
    together = Barrier(len(users))

    def hand_in(user: User) -> bool:
        try:
            together.wait()
            submit_text(f"The word of {user.username}.", url=URL, submitted_by=user)
        except ForeignText:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(users)) as pool:
        taken = list(pool.map(hand_in, users))
    assert sum(taken) == 1
    assert ArticleVersion.objects.get().submitted_by == users[taken.index(True)]
