"""Addresses of this room."""

app_name = "nominations"
urlpatterns = []
