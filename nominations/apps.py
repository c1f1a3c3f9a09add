from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "nominations"

    def ready(self):
        from rolls.registry import after_merging  # models are not loaded before this point

        from . import importing, services

        importing.offer()
        after_merging(services.identify_anew)
