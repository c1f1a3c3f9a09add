from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PermissionsConfig(AppConfig):
    name = "permissions"

    def ready(self):
        from .grants import ensure_permissions  # models are not loaded before this point

        post_migrate.connect(ensure_permissions, sender=self)
