from django.apps import AppConfig


class RollsConfig(AppConfig):
    name = "rolls"
    verbose_name = "danh sách"

    def ready(self):
        """Offer the rolls for import."""
        from .importing import register_kinds

        register_kinds()
