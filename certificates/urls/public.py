"""Addresses of the check page, which anybody opens, and of signed copies."""

from django.urls import path

from ..views import public

urlpatterns = [
    path("kiem-tra/", public.check, name="check"),
    path("kiem-tra/<path:code>/", public.check_code, name="check_code"),
]
