"""`manage.py import_prc FILE`: the chronology of the Privacy Rights Clearinghouse."""

from sources.management.register_command import RegisterCommand


class Command(RegisterCommand):
    register = "prc"
