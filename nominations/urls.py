"""Addresses of this room: the files that were handed in."""

from django.urls import path

from . import views

app_name = "nominations"
urlpatterns = [
    path("minh-chung/<int:pk>/", views.evidence, name="evidence"),
    path("minh-chung/<int:pk>/anh/", views.evidence_picture, name="evidence_picture"),
    path("minh-chung/<int:pk>/nho/", views.evidence_thumbnail, name="evidence_thumbnail"),
    path("minh-chung/<int:pk>/trang/<int:page>/", views.evidence_page, name="evidence_page"),
]
