"""`manage.py import_veris FILE`: incidents in VERIS."""

from sources.management.register_command import RegisterCommand


class Command(RegisterCommand):
    register = "veris"
