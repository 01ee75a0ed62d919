"""`manage.py import_hibp FILE`: Have I Been Pwned."""

from sources.management.register_command import RegisterCommand


class Command(RegisterCommand):
    register = "hibp"
