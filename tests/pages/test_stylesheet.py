"""The tokens that every page draws with, and the fonts behind them."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from fontTools.ttLib import TTFont

from config import fonts

PAIRS = [
    *(("--ink", ground) for ground in ("--paper", "--sheet", "--shade", "--gold", "--amber-tint", "--red-tint", "--green-tint")),
    *(("--ink-soft", ground) for ground in ("--paper", "--sheet", "--shade", "--amber-tint", "--red-tint", "--green-tint")),
    *(("--red", ground) for ground in ("--paper", "--sheet", "--red-tint")),
    *((word, ground) for word in ("--green", "--amber") for ground in ("--paper", "--sheet")),
    ("--red", "--shade"), ("--green", "--green-tint"), ("--amber", "--amber-tint"), ("--red-dark", "--red-tint"),
    ("--sheet", "--red"), ("--sheet", "--red-dark"), ("--sheet", "--ink"), ("--sheet", "--amber"),
]  # fmt: skip
"""(text, ground) as they meet on the pages."""


def css(name):
    with open(finders.find(f"css/{name}.css")) as file:
        return file.read()


def colours():
    found = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{3,6});", css("tokens")))
    return {
        name: "#" + "".join(sign * 2 for sign in value[1:]) if len(value) == 4 else value
        for name, value in found.items()
    }


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_a_contrast_of_seven(text, ground):
    assert contrast(colours()[text], colours()[ground]) >= 7


@pytest.mark.parametrize("ground", ["--paper", "--sheet", "--shade"])
def test_frames_of_controls_can_be_seen(ground):
    assert contrast(colours()["--rule-strong"], colours()[ground]) >= 3


@pytest.mark.parametrize("name", ["base", "components", "forms", "pages", "print"])
def test_colours_and_fonts_are_tokens(name):
    plain = re.sub(r"/\*.*?\*/", "", css(name), flags=re.DOTALL)
    named = set(re.findall(r"#[0-9a-fA-F]{3,6}\b", plain)) - {"#fff", "#000"}
    assert named == set() and "font-family" not in plain
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", plain))
    assert used <= set(re.findall(r"(--[a-z0-9-]+):", css("tokens")))


@pytest.mark.parametrize("font", fonts.SCREEN_FONTS, ids=lambda font: font.name)
def test_fonts_have_every_vietnamese_letter(font):
    letters = {chr(point) for point in range(0x1EA0, 0x1EFA)} | set("ĂÂĐÊÔƠƯăâđêôơưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúýĨĩŨũ₫“”…")
    with TTFont(fonts.made([font]) / font.name) as face:
        assert [letter for letter in letters if ord(letter) not in face.getBestCmap()] == []
        assert face.flavor == "woff2"
    assert (fonts.made([font]) / font.name).stat().st_size < 120_000


def test_second_family_is_asked_for_what_the_first_lacks():
    first, second = (
        set(TTFont(fonts.made([font]) / font.name).getBestCmap())
        for font in (fonts.SCREEN_FONTS[0], fonts.SCREEN_FONTS[-1])
    )
    ranges = re.search(r"unicode-range: ([^;]+);", css("tokens")).group(1)
    asked = set()
    for first_point, last_point in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
        asked |= set(range(int(first_point, 16), int(last_point or first_point, 16) + 1))
    lacking = {
        point for low, high in ((0xA0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF)) for point in range(low, high + 1)
    }
    lacking = (lacking & second) - first
    assert lacking <= asked and not asked & first
    assert {ord(letter) for letter in "ŭŏƀŬŎɃ"} <= asked


def test_finder_knows_its_files_and_no_other():
    assert finders.find("fonts/be-vietnam-pro-400.woff2")
    assert finders.find("fonts/../secret_key") is None and finders.find("fonts/be-vietnam-pro-900.woff2") is None


def test_web_server_hands_out_fonts_and_styles(db):
    for path in ("fonts/noto-sans.woff2", "css/tokens.css", "js/app.js", "django_htmx/htmx-2.min.js"):
        answer = Client().get(f"/static/{path}")
        assert answer.status_code == 200, path
        answer.close()


def test_collected_files_point_at_each_other(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    [tokens] = tmp_path.glob("css/tokens.*.css")
    named = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', tokens.read_text())
    assert len(named) == 5 and all((tmp_path / name).exists() for name in named)
