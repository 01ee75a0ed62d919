from tests.api import anonymous, curator, reader

__all__ = ["anonymous", "curator", "reader"]
