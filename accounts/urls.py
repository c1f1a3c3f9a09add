"""Addresses of accounts."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", views.SignOut.as_view(), name="sign_out"),
    path("da-dang-xuat/", views.SignedOut.as_view(), name="signed_out"),
    path("doi-mat-khau/", views.PasswordChange.as_view(), name="password_change"),
    path("tuy-chon/", views.Options.as_view(), name="options"),
]
