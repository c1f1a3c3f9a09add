from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self):
        from . import (
            checks,  # noqa: F401 registers the system checks
            importing,
        )
        from .services import (
            separation,  # noqa: F401 tells the register who may approve what they asked for
            setup,  # noqa: F401 tells the administrator's pages what this room knows of units
            slips,  # noqa: F401 tells people of correction slips
        )
        from .tasks import register_handlers

        importing.offer()
        register_handlers()
        post_migrate.connect(_load_desk_rules, sender=self)


def _load_desk_rules(**kwargs) -> None:
    """Give a system that was set up by an earlier version the defaults that have come since."""
    from .reference import load_desk_rules  # models are not loaded before this point

    load_desk_rules()
