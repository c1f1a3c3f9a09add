"""Addresses of printers, calibration, blanks and proofs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
