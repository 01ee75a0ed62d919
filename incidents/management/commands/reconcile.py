"""`manage.py reconcile`: work figures out anew from the claims that are recorded, after an upgrade or on demand."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, QuerySet

from incidents.figures.policy import policy
from incidents.ledger import SYSTEM, reconcile_incident
from incidents.models import Figure, Incident

CAUSE = "command:reconcile"


class Command(BaseCommand):
    help = "Works figures out anew from their claims. No text is read, and every decision of a person counts as before."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--incident", metavar="PI-XXXX-XXXX", help="of this incident (reference or slug)")
        which.add_argument(
            "--outdated", action="store_true", help="those of another version of the policy, or without a confidence"
        )
        which.add_argument("--all", action="store_true", help="all")

    def handle(self, *args: Any, **options: Any) -> None:
        incidents = moved = 0
        for pk in self._chosen(options).order_by("pk").values_list("pk", flat=True).distinct():
            moved += len(reconcile_incident(pk, cause=CAUSE, actor=SYSTEM))
            incidents += 1
        if options["verbosity"]:
            self.stdout.write(f"The figures of {incidents} incidents were worked out anew; {moved} of them changed.")

    def _chosen(self, options: dict[str, Any]) -> QuerySet[Incident]:
        current = Incident.objects.current()
        if options["all"]:
            return current
        if options["outdated"]:
            version = policy(settings.RECONCILIATION_POLICY).version
            figures = Figure.objects.known().filter(~Q(policy_version=version) | Q(confidence__isnull=True))
            return current.filter(pk__in=figures.values("incident"))
        incident = Incident.objects.by_reference(options["incident"]).first()
        if incident is None:
            raise CommandError(f"No incident has the reference or slug {options['incident']}.", returncode=2)
        return current.filter(pk=incident.canonical().pk)
