from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "nominations"

    def ready(self):
        from . import importing  # models are not loaded before this point

        importing.offer()
