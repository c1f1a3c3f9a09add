"""Addresses of messages."""

from django.urls import path

from .views import inbox, outbox, texts

app_name = "notices"
urlpatterns = [
    path("tin-bao/", inbox.inbox, name="inbox"),
    path("tin-bao/<int:pk>/", inbox.notice, name="notice"),
    path("tin-bao/da-doc-het/", inbox.read_all, name="read_all"),
    path("tin-bao/cach-nhan/", inbox.preferences, name="preferences"),
    path("thu-di/", outbox.outbox, name="outbox"),
    path("thu-di/<int:pk>/", outbox.mail, name="mail"),
    path("thu-di/<int:pk>/sua/", outbox.change, name="mail_change"),
    path("thu-di/<int:pk>/<slug:word>/", outbox.act, name="mail_act"),
    path("loi-tin/", texts.start, name="texts_start"),
    path("loi-tin/don-vi/<int:unit_pk>/", texts.texts, name="texts"),
    path("loi-tin/don-vi/<int:unit_pk>/<slug:event>/", texts.text, name="text"),
    path("loi-tin/dot/<int:round_pk>/", texts.texts, name="round_texts"),
    path("loi-tin/dot/<int:round_pk>/<slug:event>/", texts.text, name="round_text"),
]
