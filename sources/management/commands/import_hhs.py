"""`manage.py import_hhs FILE`: the breach portal of the US health department."""

from sources.management.register_command import RegisterCommand


class Command(RegisterCommand):
    register = "hhs"
