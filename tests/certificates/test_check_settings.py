"""What the system check says about the public address, the files for signing, and QR codes that lead nowhere."""

from dataclasses import replace

import pytest

from certificates.checks import check_layouts, check_settings
from certificates.layout.spec import Rect
from certificates.layout.standard import standard_spec
from certificates.models import Layout, LayoutVersion
from certificates.services.layouts import freeze_layout
from tests.factories import NOW


@pytest.mark.parametrize(
    ("address", "is_wrong"),
    [
        ("", False),
        ("https://khenthuong.tanmy.gov.vn", False),
        ("http://localhost:8000", False),
        ("http://khenthuong.tanmy.gov.vn", True),
        ("khenthuong.tanmy.gov.vn", True),
        ("https://", True),
        ("https://a.vn/?x=1", True),
        ("https://ten:matkhau@a.vn", True),
    ],
)
def test_the_public_address_is_https_or_this_machine(settings, address, is_wrong):
    settings.VINHDANH_PUBLIC_URL = address
    assert [message.id for message in check_settings()] == ["certificates.E001"] * is_wrong


def test_a_missing_file_for_signing_is_named(settings, tmp_path):
    settings.VINHDANH_SIGNING_P12 = str(tmp_path / "mat.p12")
    [message] = check_settings()
    assert message.id == "certificates.W002"
    assert "mat.p12" in message.msg


def test_a_layout_with_a_qr_code_needs_the_public_address(w, settings):
    settings.VINHDANH_PUBLIC_URL = ""
    spec = replace(standard_spec("trong_dong"), qr=None)
    layout = Layout.objects.create(
        unit=w.commune, form="giay_khen", recipient_kind="individual", name="Bố cục riêng", is_in_use=True, created_at=NOW,
        created_by_name="A",
    )  # fmt: skip

    def save(number, spec):
        frozen = freeze_layout(spec, None, NOW)
        LayoutVersion.objects.create(layout=layout, number=number, frozen=frozen, saved_at=NOW, saved_by_name="A")

    with_code = replace(spec, qr=Rect(20, 150, 18, 18))
    save(1, with_code)
    save(2, spec)
    assert check_layouts(databases=["default"]) == [], "an older version is printed with no more"
    save(3, with_code)
    [message] = check_layouts(databases=["default"])
    assert "Bố cục riêng" in message.msg
    assert check_layouts(databases=None) == [], "an ordinary check asks no database"
    settings.VINHDANH_PUBLIC_URL = "https://a.vn"
    assert check_layouts(databases=["default"]) == []
