"""Addresses of every page that offers an act on a nomination. One module for each group of people."""

from . import (
    appraisal,
    authority,
    cell,
    conditions,
    decisions,
    desk,
    earlier,
    meetings,
    office,
    papers,
    proofs,
    remarks,
    rules,
    where,
)

app_name = "workflows"
urlpatterns = [
    *appraisal.urlpatterns,
    *authority.urlpatterns,
    *cell.urlpatterns,
    *conditions.urlpatterns,
    *desk.urlpatterns,
    *earlier.urlpatterns,
    *office.urlpatterns,
    *papers.urlpatterns,
    *proofs.urlpatterns,
    *meetings.urlpatterns,
    *decisions.urlpatterns,
    *rules.urlpatterns,
    *remarks.urlpatterns,
    *where.urlpatterns,
]
