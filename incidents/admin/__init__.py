"""The curators' workplace, on the plain Django admin. Importing it registers every page of this app."""

from django.contrib import admin

from incidents.admin import (
    claims,
    deliveries,
    endpoints,
    figures,
    inbox,
    incident_panels,
    incidents,
    parties,
    proceedings,
    records,
    redactions,
    register_entries,
    snapshots,
    suggestions,
)

__all__ = [
    "claims",
    "deliveries",
    "endpoints",
    "figures",
    "inbox",
    "incident_panels",
    "incidents",
    "parties",
    "proceedings",
    "records",
    "redactions",
    "register_entries",
    "snapshots",
    "suggestions",
]

admin.site.site_header = "Privacy incident tracker"
admin.site.site_title = "Privacy incident tracker"
admin.site.index_title = "Inbox"
admin.site.site_url = None
admin.site.enable_nav_sidebar = False  # the pages need the width, and keyboards had to go through all of it
admin.site.empty_value_display = "-"
