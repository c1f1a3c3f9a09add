"""Pages about conditions: those of a round, requests to pass over one, and what stands beside the form of a line."""

from django.urls import path

from ..views import conditions, line_side, overrides

urlpatterns = [
    path("dot/<int:pk>/dieu-kien/", conditions.round_conditions, name="round_conditions"),
    path("ho-so/<int:pk>/xem-dong/", line_side.line_side, name="line_side"),
    path("ngoai-le/", overrides.overrides, name="overrides"),
    path("de-nghi/<int:pk>/ngoai-le/<slug:code>/xin/", overrides.override_request, name="override_request"),
    path("de-nghi/<int:pk>/ngoai-le/<slug:code>/", overrides.override_decide, name="override_decide"),
]
