"""Addresses of the check page, which anybody opens, and of signed copies."""

from django.urls import path

from ..views import public, signing

SIGN = "giay-khen/ky-so/"

urlpatterns = [
    path("kiem-tra/", public.check, name="check"),
    path("kiem-tra/<path:code>/", public.check_code, name="check_code"),
    path(f"{SIGN}quyet-dinh/<int:decision_pk>/", signing.sign_decision, name="sign_decision"),
    path(f"{SIGN}van-ban/<int:document_pk>/", signing.sign_stored, name="sign_document"),
    path(f"{SIGN}giay/<int:certificate_pk>/", signing.sign_issued, name="sign_certificate"),
    path(f"{SIGN}ban/<int:pk>/", signing.signed_copy, name="signed_copy"),
    path(f"{SIGN}ban/<int:pk>/kiem-tra/", signing.signed_copy_check, name="signed_copy_check"),
]
