"""THE PAPER: numbers, decisions, what is printed and what was printed."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
