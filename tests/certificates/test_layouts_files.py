"""Layouts as files: out and in again without loss, and nothing hostile comes in."""

import json
from io import BytesIO

import pytest
from django.test.utils import override_settings
from PIL import Image

from certificates.exceptions import ActRefused
from certificates.layout.editing import on_bought_blank
from certificates.models import Background, Layout
from certificates.services import layout_files
from certificates.services import layouts as acts
from certificates.services.backgrounds import keep_background
from certificates.services.layout_files import export_layout, import_layout
from certificates.services.layout_starts import create_from_design
from tests import factories
from tests.clerks import kept_for_module
from tests.factories import NOW, role, user

pytestmark = pytest.mark.django_db


def photo(width=297, height=210) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "#c8102e").save(content, "JPEG")
    return content.getvalue()


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    """A layout on an uploaded blank, and the clerk of another office."""
    with kept_for_module(django_db_blocker), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("tep")):
        w = factories.world()
        layout = create_from_design(
            unit=w.commune, form="giay_khen", kind="individual", design="trong_dong", name="Phôi đỏ A4",
            width_mm=297.0, height_mm=210.0, actor=w.clerk, at=NOW,
        )  # fmt: skip
        ground = keep_background(unit=w.commune, name="phôi.jpg", content=photo(), actor=w.clerk, at=NOW)
        spec = on_bought_blank(acts.working_copy(layout)[0], ground.sha256)
        layout = acts.save_draft(
            layout, spec=spec, background=ground, expected_version=layout.draft_version, actor=w.clerk, at=NOW
        )
        w.extra |= {"layout": layout, "file": export_layout(layout), "other_clerk": user("van-thu-khac")}
        role(w.extra["other_clerk"], "records_clerk", w.other_commune)
        yield w


def brought(w, content, **more):
    values = {"unit": w.other_commune, "actor": w.extra["other_clerk"], "at": NOW}
    return import_layout(content=content, **values | more)


def changed(w, **values) -> bytes:
    return json.dumps(json.loads(w.extra["file"]) | values).encode()


def test_out_and_in_again_is_the_same_layout_with_its_picture(w):
    made = brought(w, w.extra["file"])
    spec, ground = acts.working_copy(made)
    assert (spec, made.name) == (acts.working_copy(w.extra["layout"])[0], "Phôi đỏ A4")
    assert (made.unit, ground.unit) == (w.other_commune, w.other_commune)
    with ground.file.open("rb") as stored, w.extra["layout"].draft_background.file.open("rb") as first:
        assert stored.read() == first.read()
    assert acts.newest_version(made) is None, "a stranger's layout prints only after somebody has looked at it"


def test_a_second_layout_of_the_name_gets_a_number(w):
    made = brought(w, w.extra["file"], unit=w.commune, actor=w.clerk)
    assert made.name == "Phôi đỏ A4 (2)"
    assert made.draft_background == w.extra["layout"].draft_background


HOSTILE = {
    "no json": b"<svg onload=alert(1)>",
    "a list": b"[]",
    "deep": b'{"kind": ' + b"[" * 15_000 + b"]" * 15_000 + b"}",
    "many values": b"[" + b"1," * 30_000 + b"1]",
    "not a number": b'{"kind": "vinh-danh-layout", "schema": NaN}',
    "bytes": b"\xff\xfe\x00\x01",
    "empty": b"",
    "long number": b'{"kind": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_layout_is_refused_with_a_sentence(w, content):
    with pytest.raises(ActRefused, match="không phải tệp bố cục"):
        brought(w, content)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"schema": 2}, "bản phần mềm mới hơn"),
        ({"form": "huan_chuong"}, "không phải tệp bố cục"),
        ({"spec": {"width_mm": 5}}, "không dùng được"),
        ({"background": None}, "thiếu hình nền"),
        ({"background": {"name": "x", "content": "<script>"}}, "không phải tệp bố cục"),
        ({"background": {"name": "x", "content": "PHN2Zz48L3N2Zz4="}}, "không phải ảnh hay PDF"),
    ],
)
def test_parts_that_are_wrong_are_refused_with_a_sentence(w, values, said):
    before = (Layout.objects.count(), Background.objects.count())
    with pytest.raises(ActRefused, match=said):
        brought(w, changed(w, **values))
    assert (Layout.objects.count(), Background.objects.count()) == before


def test_a_name_that_acts_is_only_a_name(w):
    made = brought(w, changed(w, name="<script>alert(1)</script>\u202e {{ x }}\n" + "a" * 500))
    assert len(made.name) <= 100
    assert "\u202e" not in made.name


def test_a_file_that_is_too_large_is_not_even_read(w, monkeypatch):
    monkeypatch.setattr(layout_files, "LARGEST_FILE", 1000)
    with pytest.raises(ActRefused, match="lớn hơn"):
        brought(w, w.extra["file"])
