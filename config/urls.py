"""Every address of the system. Paths are Vietnamese without accents, names are English."""

from django.urls import include, path

urlpatterns = [
    path("", include("workflows.urls")),
    path("", include("notices.urls")),
    path("", include("certificates.urls")),
    path("le-trao/", include("ceremonies.urls")),
    path("danh-sach/", include("rolls.urls")),
    path("tai-khoan/", include("accounts.urls")),
    path("quan-tri/", include("permissions.urls")),
    path("giay-to/", include("documents.urls")),
    path("tep/", include("nominations.urls")),
    path("nhap-bang-tinh/", include("spreadsheets.urls")),
]
