"""THE CERTIFICATE: layouts, printers, blanks, print runs, the register of what was issued."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "giấy khen, bằng khen"

    def ready(self):
        """Register the system checks, and tell the background worker which runs this package knows how to do."""
        from . import checks  # noqa: F401
        from .printing import register_handlers

        register_handlers()
