"""What matching one article costs beside 1,000, 10,000 and 100,000 incidents, each of a party with two names.

    python tests/bench/matching.py        # on SQLite; on PostgreSQL with TEST_DATABASE_URL

Each line is one measurement: the incidents known, milliseconds an article (the median of many), and the ratio to the
smallest number. With an index the ratio stays near 1; a scan would show 10 and 100. The article of the last lines names
a company that has 5,000 incidents of its own.
"""

import datetime as dt
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

SCRATCH = tempfile.TemporaryDirectory(prefix="bench-matching-")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "VAR_DIR": SCRATCH.name,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH.name}/bench.sqlite3",
    "REDIS_URL": f"unix://{SCRATCH.name}/no-redis.sock",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
}

import django  # noqa: E402 - the settings are read from the environment above

warnings.simplefilter("ignore")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from incidents.models import Incident, Involvement, Party, PartyAlias  # noqa: E402
from incidents.names import first_word_of, sketch_of  # noqa: E402
from incidents.vocabulary import Role  # noqa: E402
from sources.models import Article, ArticleVersion  # noqa: E402
from sources.pipeline import submit_text  # noqa: E402
from sources.pipeline.extract.mention_rows import read_version, store_mentions  # noqa: E402
from sources.pipeline.match.matching import match  # noqa: E402
from sources.pipeline.match.profiles import profiles_for, reading_of  # noqa: E402

SIZES = (1_000, 10_000, 100_000)
COMMON = "Meridian"
COMMON_INCIDENTS = 5_000
ARTICLES = 40
WORDS = 600
LIMIT_MS = 50.0
RANDOM = random.Random(4)
SYLLABLES = (
    "bra",
    "cor",
    "del",
    "fen",
    "gal",
    "hol",
    "kes",
    "lin",
    "mar",
    "nor",
    "pel",
    "quo",
    "ras",
    "sol",
    "tam",
    "vor",
)
DAY = dt.date(2031, 5, 5)


def name_of(number: int) -> str:
    """A name of two words; every 16th of them has the first word in common."""
    first, second = divmod(number, 4096)
    words = ["".join(SYLLABLES[part // 16**place % 16] for place in range(3)) for part in (second, second * 7 + first)]
    return f"{words[0].capitalize()} {words[1].capitalize()} {number}"


def open_incidents(numbers: range, names: Iterator[str], party_each: bool = True) -> None:
    """Rows as the ledger would write them, but many at once and without their events."""
    for start in range(numbers.start, numbers.stop, 5_000):
        asked = range(start, min(numbers.stop, start + 5_000))
        called = [next(names) for _ in asked]
        made = called if party_each else called[:1]
        parties = Party.objects.bulk_create([Party(name=name) for name in made])
        aliases = [
            PartyAlias(party=party, name=alias)
            for party in parties
            for alias in (party.name, f"{party.name.rpartition(' ')[0]} Group")
        ]
        for alias in aliases:
            alias.normalised = alias.key()
            alias.sketch, alias.first_word = sketch_of(alias.normalised), first_word_of(alias.normalised)
        PartyAlias.objects.bulk_create(aliases)
        incidents = Incident.objects.bulk_create(
            [
                Incident(title=f"{name} breach", slug=f"bench-{number}", disclosed_on=DAY - dt.timedelta(number % 4000))
                for number, name in zip(asked, called, strict=True)
            ]
        )
        Involvement.objects.bulk_create(
            [
                Involvement(incident=incident, party=parties[at if party_each else 0], role=Role.CONTROLLER)
                for at, incident in enumerate(incidents)
            ]
        )
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")


def articles(known: int, *, names: str = "") -> list[tuple[Article, ArticleVersion]]:
    """Articles of 600 words, one in eight with a capital, each about one known company and naming two others; read."""
    made = []
    for number in range(ARTICLES):
        mine, *others = (names or name_of(RANDOM.randrange(known)) for _ in range(3))
        filling = (
            word.capitalize() if at % 8 == 0 else word
            for at, word in enumerate("".join(RANDOM.choices(SYLLABLES, k=2)) for _ in range(WORDS))
        )
        text = (
            f"{mine} said on Monday that hackers had stolen data of {number + 2} million customers. "
            f"{' '.join(filling)}. The breach is not the one at {others[0]} or {others[1]}."
        )
        article = submit_text(text, title=f"{mine} reports a breach", published_on=DAY).article
        version = article.latest_version()
        assert version is not None
        store_mentions(version, read_version(article, version))
        version.refresh_from_db()
        made.append((article, version))
    return made


def once(article: Article, version: ArticleVersion) -> int:
    reading = reading_of(article, version)
    profiles = profiles_for(article, version, reading)
    match(
        reading,
        profiles,
        confirm_threshold=settings.CONFIRM_THRESHOLD,
        suggest_threshold=settings.SUGGEST_THRESHOLD,
    )
    return len(profiles)


def milliseconds(articles: list[tuple[Article, ArticleVersion]]) -> tuple[float, float, int]:
    """(median, worst of all but the slowest twentieth, most incidents scored for one article)."""
    taken, scored = [], 0
    once(*articles[0])
    for article, version in articles:
        start = time.perf_counter()
        scored = max(scored, once(article, version))
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95) - 1], scored


def say(what: str, articles: list[tuple[Article, ArticleVersion]], base: float | None) -> float:
    median, slow, scored = milliseconds(articles)
    ratio = f"   {median / base:5.2f} of the smallest" if base else ""
    print(f"{what:<48}{median:>7.1f} ms  (19 in 20 within {slow:.1f}; {scored} scored){ratio}", flush=True)
    return median


def measure() -> float:
    names, known, base, worst = (name_of(number) for number in itertools.count()), 0, None, 0.0
    for size in SIZES:
        open_incidents(range(known, size), names)
        known = size
        median = say(f"{size:>7,} incidents, {2 * size:>7,} names", articles(known), base)
        base, worst = base or median, max(worst, median)
    open_incidents(range(known, known + COMMON_INCIDENTS), itertools.repeat(COMMON), party_each=False)
    say(f"the same, and a company with {COMMON_INCIDENTS:,} more", articles(known, names=COMMON), base)
    say("the same, and an article that names nobody known", articles(known, names="Brackel Zwymsen"), base)
    return worst


def main() -> int:
    settings.DEBUG = False  # or every query would be kept
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        worst = measure()
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)
        SCRATCH.cleanup()
    if worst > LIMIT_MS:
        print(f"Matching took {worst:.0f} ms; {LIMIT_MS:.0f} are allowed.")
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
