"""Addresses of certificates."""

from . import layouts, printers, public, register

app_name = "certificates"
urlpatterns = [*layouts.urlpatterns, *printers.urlpatterns, *register.urlpatterns, *public.urlpatterns]
