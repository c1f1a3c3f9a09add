from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self):
        from . import checks  # noqa: F401 registers the system checks
        from .services import setup  # noqa: F401 tells the administrator's pages what this room knows of units
