"""Addresses of papers. Each answers with a PDF, or with 404 when the record is not the reader's to know."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("ho-so/<int:dossier_pk>/<slug:kind>/", views.dossier_paper, name="dossier_paper"),
    path("phien-hop/<int:meeting_pk>/<slug:kind>/", views.meeting_paper, name="meeting_paper"),
    path("quyet-dinh/<int:decision_pk>/", views.decision_paper, name="decision_paper"),
    path("<int:pk>/", views.stored, name="stored"),
]
