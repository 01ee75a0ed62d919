import datetime as dt
import re

import pytest

from incidents.webhooks import schedule

NOW = dt.datetime(2018, 4, 4, 17, 0, tzinfo=dt.UTC)
SECONDS = {"s": 1, "min": 60, "h": 3600}


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18_000), (6, 36_000), (7, 50_400), (8, 72_000), (9, 86_400)],
)
def test_each_failure_puts_the_next_attempt_further_off(attempts, seconds):
    assert schedule.next_attempt(attempts, now=NOW, dice=0) == NOW + dt.timedelta(seconds=seconds)
    latest = schedule.next_attempt(attempts, now=NOW, dice=0.999)
    assert latest is not None
    assert latest < NOW + dt.timedelta(seconds=seconds * 1.1)


def test_the_first_attempt_is_at_once_and_the_tenth_is_the_last():
    assert schedule.next_attempt(0, now=NOW, dice=0.5) == NOW
    assert schedule.next_attempt(10, now=NOW, dice=0) is None


def test_the_table_in_the_docstring_is_the_schedule():
    rows = re.findall(r"^\| (\d+) +\| ([^|]+) +\|", schedule.__doc__, re.MULTILINE)
    printed = []
    for _, words in rows:
        number, _, unit = words.strip().partition(" ")
        printed.append(0 if words.startswith("at once") else int(number) * SECONDS[unit])
    assert tuple(printed) == schedule.DELAYS_SECONDS
    assert [int(number) for number, _ in rows] == list(range(1, schedule.MAX_ATTEMPTS + 1))


@pytest.mark.parametrize(
    ("attempts", "asked", "seconds"),
    [(1, 60, 60), (1, 2, 5), (2, 60, 300), (1, 999_999, 86_400), (9, 60, 86_400)],
)
def test_retry_after_puts_off_up_to_a_day_and_never_brings_forward(attempts, asked, seconds):
    after = schedule.next_attempt(attempts, now=NOW, dice=0, retry_after=dt.timedelta(seconds=asked))
    assert after == NOW + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", 864_000),
        ("Wed, 04 Apr 2018 17:01:00 GMT", 60),
        ("Wed, 04 Apr 2018 17:01:00 -0000", 60),
        ("Wed, 04 Apr 2018 16:00:00 GMT", None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    expected = None if seconds is None else dt.timedelta(seconds=seconds)
    assert schedule.retry_after(header, now=NOW) == expected


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, None), (4, None), (5, 10), (6, 20), (9, 160), (10, 300), (11, 300), (100_000, 300)]
)
def test_the_rest_after_failures_in_a_row_is_that_of_the_table(failures, seconds):
    expected = None if seconds is None else dt.timedelta(seconds=seconds)
    assert schedule.rest(failures) == expected
