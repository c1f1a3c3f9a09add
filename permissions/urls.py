"""Addresses of the administrator's pages."""

from django.urls import path

from .views import assignments, home, people, rights, units

app_name = "permissions"
urlpatterns = [
    path("", home.admin, name="admin"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/them/", units.unit_new, name="unit_new"),
    path("don-vi/them-nhieu/", units.units_new, name="units_new"),
    path("don-vi/<int:pk>/", units.unit, name="unit"),
    path("don-vi/<int:pk>/doi/", units.unit_change, name="unit_change"),
    path("don-vi/<int:pk>/ket-thuc/", units.unit_close, name="unit_close"),
    path("don-vi/<int:pk>/ke-tuc/", units.unit_succession, name="unit_succession"),
    path("don-vi/<int:pk>/giao-vai-tro/", assignments.unit_role_give, name="unit_role_give"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/them/", people.person_new, name="person_new"),
    path("nguoi-dung/them-nhieu/", people.people_new, name="people_new"),
    path("nguoi-dung/<int:pk>/", people.person, name="person"),
    path("nguoi-dung/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("nguoi-dung/<int:pk>/mat-khau/", people.person_password, name="person_password"),
    path("nguoi-dung/<int:pk>/ngung/", people.person_stop, name="person_stop"),
    path("nguoi-dung/<int:pk>/mo-lai/", people.person_resume, name="person_resume"),
    path("nguoi-dung/<int:pk>/giao-vai-tro/", assignments.role_give, name="role_give"),
    path("vai-tro/", home.roles, name="roles"),
    path("vai-tro/<int:pk>/thoi/", assignments.role_end, name="role_end"),
    path("nguoi-ky/", rights.signers, name="signers"),
    path("nguoi-ky/them/", rights.signer_new, name="signer_new"),
    path("nguoi-ky/<int:pk>/thoi/", rights.signer_end, name="signer_end"),
    path("tham-quyen/", rights.award_rights, name="award_rights"),
    path("tham-quyen/them/", rights.award_right_new, name="award_right_new"),
    path("tham-quyen/<int:pk>/het-hieu-luc/", rights.award_right_end, name="award_right_end"),
    path("co-quan/them/", rights.authority_new, name="authority_new"),
    path("co-quan/<int:pk>/doi/", rights.authority_switch, name="authority_switch"),
]
