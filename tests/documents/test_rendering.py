"""The renderer reads what it is handed and nothing else."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from documents.rendering import Renderer, RenderingRefused, render_html
from tests.documents.paper_probe import Paper

SECRET = "mật khẩu của máy chủ"
PIXEL = (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>', "image/svg+xml")
watched: list[tuple[str, object]] | None = None


def _watch(event: str, arguments: tuple) -> None:
    if watched is not None and event in (
        "open",
        "socket.connect",
        "socket.getaddrinfo",
        "urllib.Request",
        "subprocess.Popen",
    ):
        watched.append((event, arguments[0] if event == "open" else arguments))


sys.addaudithook(_watch)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture
def touched():
    """Everything that Python opened or called while the test ran."""
    global watched
    watched = []
    yield watched
    watched = None


HOSTILE = [
    '<img src="file://{path}">',
    '<img src="{path}">',
    '<img src="http://127.0.0.1:9/x.png">',
    '<img src="//127.0.0.1:9/x.png">',
    '<img srcset="http://127.0.0.1:9/x.png 2x">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    '<link rel="stylesheet" href="file://{path}">',
    '<link rel="attachment" href="file://{path}">',
    '<link rel="attachment" href="{path}">',
    '<a rel="attachment" href="file://{path}">x</a>',
    '<style>@import "http://127.0.0.1:9/x.css";</style>',
    "<style>@import url(file://{path});</style>",
    "<style>@font-face{{font-family:x;src:url(http://127.0.0.1:9/x.ttf)}}p{{font-family:x}}</style><p>x",
    '<style>@font-face{{font-family:x;src:local("DejaVu Sans")}}p{{font-family:x}}</style><p>x',
    "<style>body{{background:url(http://127.0.0.1:9/x.png)}}</style>",
    "<style>p::before{{content:url(file://{path})}}</style><p>x",
    "<style>li{{list-style-image:url(file://{path})}}</style><ul><li>x</ul>",
    '<p style="background-image:url(ftp://127.0.0.1:9/x.png)">x',
    '<object data="file://{path}"></object>',
    '<embed src="file://{path}">',
    '<base href="file:///etc/"><img src="hostname">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file://{path}" width="9" height="9"/></svg>',
    '<svg><use href="http://127.0.0.1:9/x.svg#a"/></svg>',
    '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3C/svg%3E">',
    '<img src="asset:../../etc/hostname">',
    '<iframe src="file://{path}"></iframe>',
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_documents_reach_nothing(body, secret, touched):
    renderer = Renderer()
    touched.clear()
    try:
        pdf = renderer.pdf(f"<html>{body.format(path=secret)}</html>")
    except RenderingRefused as refusal:
        assert "không được giao cho nó" in str(refusal)
        pdf = b""
    opened = [str(name) for event, name in touched if event == "open"]
    assert not [name for name in opened if str(secret) in name or "/etc/hostname" in name or "DejaVu" in name]
    assert [event for event, _ in touched if event != "open"] == []
    assert SECRET.encode() not in pdf


def test_hostile_pictures_reach_nothing(secret, touched):
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{secret}" width="9" height="9"/></svg>'
    renderer = Renderer(assets={"x": (picture.encode(), "image/svg+xml")})
    touched.clear()
    with pytest.raises(RenderingRefused, match="đã dừng in"):
        renderer.pdf('<img src="asset:x">')
    assert [name for event, name in touched if event != "open" or str(secret) in str(name)] == []


def test_hostile_style_sheets_are_refused_before_anything_is_rendered():
    with pytest.raises(RenderingRefused, match=r"http://127\.0\.0\.1:9/x\.css"):
        render_html("<p>x", css=['@import "http://127.0.0.1:9/x.css";'])


def test_a_handed_picture_is_printed():
    without, with_picture = (
        render_html(f"<p>x{body}", assets={"dot": PIXEL}) for body in ("", '<img src="asset:dot">')
    )
    assert len(with_picture) > len(without)


def test_no_font_of_the_machine_is_used(tmp_path):
    """Not even for a family that is installed, a generic family or a letter that the paper font lacks."""
    body = '<p style="font-family:DejaVu Sans">Đảng</p><p style="font-family:monospace">ủy</p><p>\U0001f600 漢</p>'
    assert Paper(render_html(body), tmp_path).fonts == {"Liberation-Serif"}


def test_vietnamese_text_can_be_extracted(tmp_path):
    line = "Đảng ủy xã Tân Mỹ: Ẩn, Ẫm, Ộp, Ứng, Ỹ, Y Khŭt Ñuôl"
    assert Paper(render_html(f"<p>{line}"), tmp_path).text == line


def test_the_same_paper_gives_the_same_bytes_at_another_time():
    moment = datetime(2026, 5, 19, 8, tzinfo=UTC)
    papers = []
    for hours in (0, 25):
        with time_machine.travel(moment + timedelta(hours=hours)):
            papers.append(Renderer(families=["EB Garamond"], css=['p{font-family:"EB Garamond"}']).pdf("<p>Đảng ủy"))
    assert papers[0] == papers[1]


def test_the_environment_is_left_as_it_was(monkeypatch):
    import os

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    render_html("<p>x")
    assert os.environ["SOURCE_DATE_EPOCH"] == "5"
    assert "FONTCONFIG_FILE" not in os.environ
