"""Addresses of imports."""

from django.urls import path

from .views import columns, rows, upload

app_name = "spreadsheets"
urlpatterns = [
    path("", upload.imports, name="imports"),
    path("moi/", upload.upload, name="upload"),
    path("mau/<slug:code>/", upload.sample, name="sample"),
    path("<int:pk>/", rows.detail, name="import"),
    path("<int:pk>/cot/", columns.columns, name="columns"),
    path("<int:pk>/kiem-tra/", rows.check_again, name="check_again"),
    path("<int:pk>/tien-do/", rows.progress, name="progress"),
    path("<int:pk>/lua-chon/", rows.choices, name="choices"),
    path("<int:pk>/nhap/", rows.take, name="take"),
    path("<int:pk>/dong-co-loi/", rows.bad_rows, name="bad_rows"),
    path("<int:pk>/hoan-tac/", rows.take_back, name="undo"),
    path("<int:pk>/bo/", rows.give_up, name="drop"),
]
