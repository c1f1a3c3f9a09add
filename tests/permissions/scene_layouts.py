"""Records of layouts and their backgrounds for the scene."""

from io import BytesIO

from PIL import Image

from certificates.services.backgrounds import keep_background
from certificates.services.layout_starts import create_from_design
from tests.factories import World


def records(w: World, at: dict) -> dict:
    """Make the records and return their ids by the names that the table uses; `at` holds those that are there already."""
    content = BytesIO()
    Image.new("RGB", (297, 210), "#c8102e").save(content, "PNG")
    about = {"unit": w.commune, "actor": w.clerk, "at": w.at}
    background = keep_background(name="phôi.png", content=content.getvalue(), **about)
    size = {"width_mm": 297.0, "height_mm": 210.0}
    layout = create_from_design(
        form="giay_khen", kind="individual", design="trong_dong", name="Phôi A4", **size, **about
    )
    return {"background": background.pk, "layout": layout.pk}
