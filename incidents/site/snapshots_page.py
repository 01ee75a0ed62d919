"""Everything to download: the files of the snapshots that are handed out, and how a delta is applied."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from incidents.models import SnapshotFile
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, nowhere, rendered

MOST_NIGHTS: Final = 14  # on the page; all are in the list of REST


class SnapshotsPage(SitePage):
    """The newest snapshots with their files, sizes, checksums and licences. Where only accounts may read over REST,
    there is no such page."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        if not settings.ANONYMOUS_READ:
            raise nowhere("page")
        rows = SnapshotFile.objects.available().select_related("snapshot").order_by("-snapshot", "pk")
        nights = []
        for snapshot, files in groupby(rows.iterator(), lambda file: file.snapshot):
            listed = [
                {"row": file, "url": reverse("snapshot-file", args=[file.name]), "rows": f"{file.rows:,}"}
                for file in files
            ]
            nights.append({"snapshot": snapshot, "files": listed})
            if len(nights) == MOST_NIGHTS:
                break
        return rendered("snapshots.html", {"title": "Download all", "nights": nights})
