"""THE CEREMONY: the order of the stage and everything that follows from it; bonuses as they were paid."""

from django.apps import AppConfig


class CeremoniesConfig(AppConfig):
    name = "ceremonies"
    verbose_name = "lễ trao tặng"
