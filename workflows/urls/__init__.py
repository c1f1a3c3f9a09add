"""Addresses of every page that offers an act on a nomination. One module for each group of people."""

from . import cell, decisions, meetings, office, rules

app_name = "workflows"
urlpatterns = [
    *cell.urlpatterns,
    *office.urlpatterns,
    *meetings.urlpatterns,
    *decisions.urlpatterns,
    *rules.urlpatterns,
]
