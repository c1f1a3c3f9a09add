"""Addresses of layouts and their backgrounds."""

from django.urls import path

from ..views import backgrounds, layout_editor, layouts

urlpatterns = [
    path("giay-khen/bo-cuc/", layouts.layouts, name="layouts"),
    path("giay-khen/bo-cuc/moi/<int:unit_pk>/", layouts.start, name="layout_start"),
    path("giay-khen/bo-cuc/nhap/<int:unit_pk>/", layouts.bring, name="layout_import"),
    path(
        "giay-khen/bo-cuc/mau/<slug:design>/<slug:form>/<slug:kind>/<slug:nature>.svg",
        layouts.design_picture,
        name="design_picture",
    ),
    path("giay-khen/bo-cuc/nen/<slug:design>/<str:size>.svg", backgrounds.design_ground, name="design_ground"),
    path("giay-khen/hinh-nen/<int:pk>/", backgrounds.background, name="background"),
    path("giay-khen/bo-cuc/<int:pk>/", layout_editor.editor, name="layout"),
    path("giay-khen/bo-cuc/<int:pk>/xem/", layout_editor.preview, name="layout_preview"),
    path("giay-khen/bo-cuc/<int:pk>/giu/", layout_editor.autosave, name="layout_autosave"),
    path("giay-khen/bo-cuc/<int:pk>/to-mau.pdf", layout_editor.trial, name="layout_trial"),
    path("giay-khen/bo-cuc/<int:pk>/xuat/", layouts.take, name="layout_export"),
    path("giay-khen/bo-cuc/<int:pk>/sao/", layouts.copy, name="layout_copy"),
    path("giay-khen/bo-cuc/<int:pk>/<slug:what>/", layouts.act, name="layout_act"),
]
