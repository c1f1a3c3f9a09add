"""One address in the environment makes a mail server; what cannot be one is refused in plain words."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import mail_settings


def test_without_an_address_nothing_is_sent():
    assert mail_settings({})["MAIL_SENDER"] == ""


def test_an_address_with_user_and_password():
    found = mail_settings({"VINHDANH_MAIL_URL": "smtp+tls://vp%40tanmy.vn:b%2Fi%3Am@mail.tanmy.vn"})
    assert found["MAIL_SENDER"] == found["EMAIL_HOST_USER"] == "vp@tanmy.vn"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == ("mail.tanmy.vn", 587, "b/i:m")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)


def test_password_and_sender_may_stand_by_themselves():
    environment = {
        "VINHDANH_MAIL_URL": "smtps://ten@mail.vn:4650",
        "VINHDANH_MAIL_PASSWORD": "b@i mat",
        "VINHDANH_MAIL_FROM": "vp@tanmy.vn",
    }
    found = mail_settings(environment)
    assert (found["MAIL_SENDER"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == ("vp@tanmy.vn", "b@i mat", 4650)
    assert found["EMAIL_USE_SSL"]


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.tanmy.vn", ""),
        ("http://mail.tanmy.vn", "a@b.vn"),
        ("smtp://", "a@b.vn"),
        ("smtp://mail.vn:nhieu", "a@b.vn"),
        ("smtp://mail.vn", ""),
        ("smtp://mail.vn", "a@b.vn\nBcc: c@d.vn"),
        ("smtp://mail.vn", "Văn phòng <a@b.vn>"),
    ],
)
def test_a_wrong_setting_stops_the_start(url, sender):
    with pytest.raises(ImproperlyConfigured, match="VINHDANH_MAIL"):
        mail_settings({"VINHDANH_MAIL_URL": url, "VINHDANH_MAIL_FROM": sender})
