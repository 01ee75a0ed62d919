"""What a change of `incidents/figures` alone does to the figures of the streams, in seconds.

    python -m tests.truth.kept_claims [--anew] [--misses] [SET ...]

The articles of a set are read, matched and recorded once, and the database is kept (in VAR_DIR); from then on each run
works the figures out from the claims, as of the days that are asked. `--anew` after a change of what is read or
recorded. Gains and losses are told against results.json, as `make truth` does, and nothing is written there.
"""

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.truth.__main__ import tell
from tests.truth.outcomes import Sheet, stored
from tests.truth.sets import DATA, STREAMS, prepare

_ALIAS = "default"


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.kept_claims", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--anew", action="store_true", help="read and record the articles again")
    parser.add_argument("--misses", action="store_true", help="tell what came instead of what was asked for")
    parser.add_argument("sets", nargs="*", choices=[*STREAMS, []], help=f"of {', '.join(STREAMS)}; all by default")
    asked = parser.parse_args(arguments)
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was measured.", file=sys.stderr)
        return 0
    prepare()
    folder = Path(settings.VAR_DIR) / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    before = stored()
    lost = False
    for name in asked.sets or STREAMS:
        path = folder / f"{name}.sql"
        if asked.anew or not path.is_file():
            record(name, path)
        lost = tell(figures_of(name, path), before.get(name, {}), misses=asked.misses) or lost
    return int(lost)


def record(name: str, path: Path) -> None:
    """Keep the database of the set, and beside it the keys of its incidents and its links."""
    from django.db import connections

    from incidents.search.kept import kept_shelves
    from incidents.search.upkeep import take_down
    from sources.replay.cases import cases_of, open_case
    from sources.replay.running import Replay
    from sources.replay.scratch import scratch_database
    from tests.truth.organisations.held_out import held_out
    from tests.truth.stream_sets import load_set

    streams = load_set(DATA, name)
    with held_out(DATA, name), scratch_database():
        replay = Replay({case.key: open_case(case) for case in cases_of(list(streams.incidents))})
        links = [(row["article"], row["incident"]) for row in replay.run(streams.replayed(), [])]
        keys = {key: incident.pk for key, incident in replay.incidents.items()}
        take_down(connections[_ALIAS], kept_shelves())  # no figure follows from it, and it cannot be dumped
        path.write_text("\n".join(connections[_ALIAS].connection.iterdump()), encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps({"keys": keys, "links": links}), encoding="utf-8")


def figures_of(name: str, path: Path) -> Sheet:
    """The outcomes of the figures that follow from the claims that are kept."""
    from incidents.ledger import figures_as_of
    from incidents.models import Incident
    from sources.replay.running import Checkpoint, figure_line
    from tests.truth.stream_sets import load_set
    from tests.truth.streams import as_read, figure_outcomes

    streams, beside = load_set(DATA, name), json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    lines: list[dict[str, Any]] = []
    with _opened(path):
        for key, record_of in streams.truth.items():
            incident = Incident.objects.get(pk=beside["keys"][key])
            for day in sorted({point["known_on"] for point in record_of["affected_timeline"]}):
                checkpoint = Checkpoint(key, dt.date.fromisoformat(day))
                held = figures_as_of([incident], checkpoint.day, settings.RECONCILIATION_POLICY)[incident.pk]
                lines += [figure_line(checkpoint, bucket, one) for bucket, one in held.items() if one.best is not None]
    articles = [as_read(row) for row in streams.items]
    links = [(article, incident) for article, incident in beside["links"]]
    return Sheet(name, list(figure_outcomes(streams, lines, articles, links)))


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    """Let this process work on the database that is kept, in memory."""
    from django.db import connections
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.utils import load_backend

    own = connections[_ALIAS]
    entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    made = connections.configure_settings({_ALIAS: entry})[_ALIAS]
    kept = load_backend(made["ENGINE"]).DatabaseWrapper(made, _ALIAS)
    kept.connect()
    kept.connection.executescript("PRAGMA foreign_keys=OFF;" + path.read_text(encoding="utf-8"))
    connections[_ALIAS] = kept
    try:
        yield
    finally:
        BaseDatabaseWrapper.close(kept)
        connections[_ALIAS] = own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
