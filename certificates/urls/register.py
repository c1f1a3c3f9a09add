"""Addresses of the register of issued certificates and the acts on them."""

from django.urls import path

from ..views import register, register_acts, register_slips

urlpatterns = [
    path("giay-khen/so/", register.register, name="register"),
    path("giay-khen/so/bang/<str:form>/", register.register_file, name="register_file"),
    path("giay-khen/so/dinh-chinh/", register_slips.slips, name="slips"),
    path("giay-khen/so/dinh-chinh/<int:pk>/", register_slips.slip, name="slip"),
    path("giay-khen/so/dinh-chinh/<int:pk>/cap-doi/", register_slips.slip_carry, name="slip_carry"),
    path("giay-khen/so/dinh-chinh/<int:pk>/phu-luc/<str:form>/", register_slips.annex, name="annex"),
    path("giay-khen/so/viec/<int:pk>/", register_acts.act_done, name="act_done"),
    path("giay-khen/so/<int:pk>/", register.certificate, name="certificate"),
    path("giay-khen/so/<int:pk>/tep/", register.certificate_pdf, name="certificate_pdf"),
    path("giay-khen/so/<int:pk>/lap-tep/", register.make_file, name="certificate_make"),
    path("giay-khen/so/<int:pk>/thu-lai/", register_acts.record_return, name="record_return"),
    path("giay-khen/so/<int:pk>/lap-phieu/", register_slips.slip_new, name="slip_new"),
    path("giay-khen/so/<int:pk>/<str:word>/", register_acts.act, name="act"),
]
