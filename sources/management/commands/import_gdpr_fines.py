"""`manage.py import_gdpr_fines FILE`: a tracker of GDPR fines."""

from sources.management.register_command import RegisterCommand


class Command(RegisterCommand):
    register = "gdpr-fines"
