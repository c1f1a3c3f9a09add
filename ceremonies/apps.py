"""THE CEREMONY: the order of the stage and everything that follows from it; bonuses as they were paid."""

from django.apps import AppConfig


class CeremoniesConfig(AppConfig):
    name = "ceremonies"
    verbose_name = "lễ trao tặng"

    def ready(self):
        """Tell the background worker how the papers of a ceremony are made."""
        from .tasks import register_handlers

        register_handlers()
