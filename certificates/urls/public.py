"""Addresses of the check page and signed copies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
