"""THE PAPER: numbers, decisions, what is printed and what was printed."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self):
        """Tell the background worker which runs this package knows how to do."""
        from .printing import register_handler

        register_handler()
