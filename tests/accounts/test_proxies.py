"""Whose address counts when proxies stand in front: never one that the visitor made up."""

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        (2, "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_what_the_offices_own_proxy_saw(settings, proxies, passed, address):
    settings.PROXIES = proxies
    more = {"HTTP_X_FORWARDED_FOR": passed} if passed else {}
    assert get_client_ip_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **more)) == address
