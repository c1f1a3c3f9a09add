"""Addresses of the register of issued certificates and the acts on them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
