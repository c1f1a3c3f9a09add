"""What helps a cell while it writes: typed text that is kept, the certificate's picture, copies, the office's templates."""

from django.urls import path

from ..views import autosave, copying, preview, rounds_templates

urlpatterns = [
    path("go-do/<str:page>/", autosave.autosave, name="autosave"),
    path("go-do/<str:page>/bo/", autosave.autosave_discard, name="autosave_discard"),
    path("ho-so/<int:pk>/xem-giay-khen/", preview.certificate_preview, name="certificate_preview"),
    path("dot/<int:round_pk>/chep-ho-so/", copying.copy_dossier, name="copy_dossier"),
    path("dot/<int:pk>/mau/", rounds_templates.round_templates, name="round_templates"),
]
