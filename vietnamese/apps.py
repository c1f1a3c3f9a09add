from django.apps import AppConfig


class VietnameseConfig(AppConfig):
    name = "vietnamese"
