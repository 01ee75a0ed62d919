"""`manage.py reextract`: read articles anew, after the extractor was improved or on demand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.models import Incident
from sources import extraction
from sources.management.progress import add_ways, see_through
from sources.models import Article
from sources.pipeline import covering, outdated, reextract


class Command(BaseCommand):
    help = "Has articles read anew. Every decision of a person is kept, and what reads the same changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--article", metavar="AR-XXXX-XXXX", help="this article")
        which.add_argument("--incident", metavar="PI-XXXX-XXXX", help="all confirmed coverage of this incident")
        which.add_argument("--outdated", action="store_true", help="all that another version of the extractor read")
        which.add_argument("--all", action="store_true", help="all")
        add_ways(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not options["verbosity"]
        articles = self._chosen(options)
        ids = list(articles.order_by("pk").values_list("pk", flat=True))
        count = reextract(articles)
        if not quiet:
            self.stdout.write(f"{count} of {len(ids)} articles are to be read by extractor {extraction.VERSION}.")
        summary = see_through(ids, options, quiet=quiet)
        if summary and not quiet:
            self.stdout.write(summary)

    def _chosen(self, options: dict[str, Any]) -> Any:
        if options["outdated"]:
            return outdated()
        if options["all"]:
            return Article.objects.all()
        if options["article"]:
            found = Article.objects.filter(reference=options["article"].upper())
            if not found.exists():
                raise CommandError(f"No article has the reference {options['article']}.", returncode=2)
            return found
        incident = Incident.objects.by_reference(options["incident"]).first()
        if incident is None:
            raise CommandError(f"No incident has the reference or slug {options['incident']}.", returncode=2)
        return covering(incident.canonical())
