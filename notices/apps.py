from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self):
        """The bell stands on every page: its number is read together with the roles of the person."""
        from permissions.access import READ_ALONG

        from .queries import UNREAD, counted_unread

        READ_ALONG[UNREAD] = counted_unread
