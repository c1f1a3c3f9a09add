"""The office's own picture: square, whole, harmless."""

from io import BytesIO

import pytest
from PIL import Image

from certificates.batch import render_single
from certificates.layout.emblems import Emblem, EmblemRefused
from certificates.layout.sheets import CertificateRun
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import DOTS_PER_MM, Paper

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">{}</svg>'
)
DISC = '<circle cx="50" cy="50" r="50" fill="#c00"/>'


def png(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#000").save(file, "PNG")
    return file.getvalue()


def svg(body: str) -> bytes:
    return SVG.format(body).encode()


@pytest.mark.parametrize("content", [png(800, 800), svg(DISC)], ids=["png", "svg"])
def test_an_emblem_is_printed_in_its_slot(content, tmp_path):
    pictures = []
    for emblem in (None, Emblem.checked(content)):
        folder = tmp_path / str(bool(emblem))
        folder.mkdir()
        pictures.append(Paper(render_single(CertificateRun.sample(emblem=emblem), samples.SHORT), folder).picture())
    x, y = round(148.5 * DOTS_PER_MM), round(32.0 * DOTS_PER_MM)
    without, with_emblem = (picture.dots[y * picture.width + x] for picture in pictures)
    assert with_emblem < 110
    assert without != with_emblem


def test_a_gradient_may_be_named_inside_the_picture():
    body = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#c00"/></linearGradient>'
        '<linearGradient id="b" xlink:href="#a"/></defs><rect width="100" height="100" fill="url(#b)"/>'
    )
    assert Emblem.checked(svg(body)).mime == "image/svg+xml"


@pytest.mark.parametrize(
    "body",
    [
        "<script>x()</script>",
        '<image href="file:///etc/passwd"/>',
        '<image xlink:href="http://127.0.0.1:9/x.png"/>',
        '<use xlink:href="#a"/>',
        '<rect onclick="x()"/>',
        '<rect fill="url(http://127.0.0.1:9/x.svg#a)"/>',
        "<rect style=\"fill:url( 'http://127.0.0.1:9/x.svg#a' )\"/>",
        '<rect style="fill:url(#a);stroke:url(file:///etc/passwd)"/>',
        '<style>@import "http://127.0.0.1:9/x.css";</style>',
        '<linearGradient xlink:href="http://127.0.0.1:9/x.svg#a"/>',
        "<foreignObject/>",
        "<text>Đảng</text>",
    ],
)
def test_a_drawing_that_runs_or_reaches_out_is_refused(body):
    with pytest.raises(EmblemRefused, match=r"liên kết ra ngoài.*Đồng chí"):
        Emblem.checked(svg(body))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Tệp hình trống"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "bị hỏng"),
        (png(800, 800)[:1000], "bị hỏng"),
        (b"%PDF-1.7", "không phải hình PNG hay SVG"),
        (b"<svg", "không phải hình PNG hay SVG"),
        (b"<html/>", "không phải hình SVG thường"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
            "không phải hình SVG thường",
        ),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "không ghi khung hình"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 1"/>', "không ghi khung hình"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>', "phải vuông"),
        (svg("<g/>" * 20_001), "quá nhiều nét vẽ"),
        (png(500, 500), "từ 600 đến 4000"),
        (png(4100, 4100), "từ 600 đến 4000"),
        (png(800, 700), "phải vuông"),
        (b"x" * (2 * 1024 * 1024 + 1), "lớn hơn 2 MB"),
    ],
)
def test_a_file_that_is_no_usable_picture_is_refused(content, reason):
    with pytest.raises(EmblemRefused, match=reason) as refusal:
        Emblem.checked(content)
    assert "Đồng chí" in str(refusal.value)
