"""`manage.py shadow --policy NAME` or `--extractor`: which figures a change would move, before it does."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.figures.policy import POLICIES
from incidents.ledger.policy_trial import Move, Numbers, moved_by_policy
from incidents.models import Incident
from sources.management.progress import bar
from sources.pipeline.extract.extraction_trial import incidents_to_read_anew, moved_by_extractor


class Command(BaseCommand):
    help = (
        "Prints, as JSON lines, the figures that another policy or the present extractor would move. Nothing is "
        "changed and nobody is told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        change = parser.add_mutually_exclusive_group(required=True)
        change.add_argument("--policy", choices=sorted(POLICIES), help="by this policy")
        change.add_argument("--extractor", action="store_true", help="by reading outdated coverage anew")
        parser.add_argument("--incident", metavar="PI-XXXX-XXXX", help="of this incident only (reference or slug)")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not options["verbosity"]
        count = 0
        for move in self._moves(options, quiet=quiet):
            self.stdout.write(json.dumps(line_of(move), ensure_ascii=False))
            count += 1
        if not quiet:
            self.stderr.write(f"{count} figures would move.")

    def _moves(self, options: dict[str, Any], *, quiet: bool) -> Iterator[Move]:
        chosen = self._chosen(options["incident"])
        if options["policy"]:
            incidents = [chosen] if chosen else list(Incident.objects.current().order_by("pk"))
            yield from moved_by_policy(incidents, options["policy"])
            return
        for incident in bar([chosen] if chosen else list(incidents_to_read_anew()), "reading", "incident", quiet=quiet):
            yield from moved_by_extractor(incident)

    def _chosen(self, reference: str | None) -> Incident | None:
        if reference is None:
            return None
        incident = Incident.objects.by_reference(reference).first()
        if incident is None:
            raise CommandError(f"No incident has the reference or slug {reference}.", returncode=2)
        return incident.canonical()


def line_of(move: Move) -> dict[str, Any]:
    """{"incident", "title", "metric", "unit", "currency", "scope", "before", "after"}; money in minor units."""
    bucket = move.bucket
    return {
        "incident": move.incident.reference,
        "title": move.incident.title,
        "metric": bucket.metric,
        "unit": bucket.unit,
        "currency": bucket.currency,
        "scope": {"kind": bucket.scope, "country": bucket.country, "label": bucket.label},
        "before": _shown(move.before),
        "after": _shown(move.after),
    }


def _shown(numbers: Numbers) -> dict[str, int | str | None]:
    return {"low": numbers.low, "best": numbers.best, "high": numbers.high, "status": numbers.status}
