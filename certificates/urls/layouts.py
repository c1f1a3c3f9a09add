"""Addresses of layouts and their backgrounds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
