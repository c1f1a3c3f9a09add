from django.apps import AppConfig


class SpreadsheetsConfig(AppConfig):
    name = "spreadsheets"
    verbose_name = "bảng tính"

    def ready(self):
        """Tell the background worker how imports are checked and taken."""
        from .tasks import register_handlers

        register_handlers()
