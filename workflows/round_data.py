"""Reads a committee's round from a JSON file: the shipped demo data, or another office's file in the same form.

The form is described in the file itself under "format" (see workflows/data/xa-2022.json).
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vietnamese.text import one_line

FOLDER = Path(__file__).with_name("data")
CITATION = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
PARTS = ("committee", "round", "collectives", "individuals")
FIRST_YEAR = 2020
"""The people and series that are built around a file hold from June of this year."""
SEE_FORMAT = "Hãy xem mục “format” trong workflows/data/xa-2022.json."


class RoundDataRefused(ValueError):
    """The file is not a round; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Line:
    """One nominee of the file with what is known of it."""

    kind: str
    name: str
    proposed_by: str
    is_rewarded: bool
    citation: str
    model: str = ""
    nominee: dict = field(default_factory=dict)


@dataclass(frozen=True)
class RoundData:
    """A committee, its proposing units and the lines of one round."""

    committee: dict
    round: dict
    cells: list[str]
    mass_organizations: list[str]
    lines: list[Line]

    @property
    def year(self) -> int:
        """Return the year of the round."""
        return int(self.round["year"])


def load(name: str) -> RoundData:
    """Read shipped data by its name ("xa-2022") or any file by its path. Raises RoundDataRefused."""
    shipped = FOLDER / f"{name}.json"
    path = shipped if shipped.is_file() else Path(name)
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in FOLDER.glob("xa-*.json")))
        raise RoundDataRefused(f"Không có tệp {name}. Hãy ghi đường dẫn tới tệp JSON hoặc tên dữ liệu có sẵn: {names}.")
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RoundDataRefused(f"Tệp {name} không đọc được: không đúng dạng JSON, mã UTF-8.") from None


def parse(data: dict[str, Any]) -> RoundData:
    """Return the round in `data`. Raises RoundDataRefused naming the part that is missing."""
    if not isinstance(data, dict):
        raise RoundDataRefused(f"Tệp phải là một đối tượng JSON với các phần {', '.join(PARTS)}. {SEE_FORMAT}")
    for part in PARTS:
        if part not in data:
            raise RoundDataRefused(f"Tệp thiếu phần “{part}”. {SEE_FORMAT}")
    try:
        units = [*data["collectives"], *data.get("proposing_only", [])]
        cells = [one_line(u["name"]) for u in units if u["kind"] == "cell"]
        masses = [one_line(u["name"]) for u in units if u["kind"] != "cell"]
        lines = [_collective(row, data) for row in data["collectives"]] + [
            _individual(row) for row in data["individuals"]
        ]
        required = [data["committee"][key] for key in ("name", "organ", "standing_committee", "place")]
        required += [data["round"][key] for key in ("title", "year")]
    except KeyError as missing:
        raise RoundDataRefused(f"Tệp thiếu trường {missing}. {SEE_FORMAT}") from None
    except (TypeError, AttributeError):
        raise RoundDataRefused(
            f"Tệp có phần không đúng dạng: danh sách, đối tượng hay chữ đặt nhầm chỗ. {SEE_FORMAT}"
        ) from None
    unknown = sorted({line.proposed_by for line in lines} - set(cells))
    if unknown:
        raise RoundDataRefused(f"Đơn vị đề nghị không có trong danh sách chi bộ: {', '.join(unknown)}.")
    if not all(required):
        raise RoundDataRefused("Phần “committee” và “round” không được để trống trường nào.")
    if not str(data["round"]["year"]).isdecimal() or not FIRST_YEAR <= int(data["round"]["year"]) < 2100:
        raise RoundDataRefused(f"Trường “year” của phần “round” phải là một năm từ {FIRST_YEAR}, ví dụ 2022.")
    if twice := sorted({name for name in (*cells, *masses) if (*cells, *masses).count(name) > 1}):
        raise RoundDataRefused(f"Đơn vị có tên trùng trong tệp: {', '.join(twice)}.")
    if not lines:
        raise RoundDataRefused("Tệp không có tập thể, cá nhân nào được đề nghị.")
    return RoundData(data["committee"], data["round"], cells, masses, lines)


def _collective(row: dict, data: dict) -> Line:
    is_cell = row["kind"] == "cell"
    committee = data["committee"]["name"]
    place = committee.removeprefix("Đảng bộ ")  # a mass organisation does not belong to the Party organisation
    above = committee if is_cell else place[:1].upper() + place[1:]
    return Line(
        "collective",
        one_line(row["name"]),
        one_line(row["proposed_by"]),
        bool(row["rewarded"]),
        row.get("achievement") or f"{CITATION} năm {data['round']['year']}",
        row.get("model", ""),
        {"is_party_organization": is_cell, "unit_text": above},
    )


def _individual(row: dict) -> Line:
    keys = {"sex": "", "birth_year": None, "position": "", "is_party_member": False}
    nominee = {key: row.get(key, default) for key, default in keys.items()}
    if nominee["birth_year"] is not None and not isinstance(nominee["birth_year"], int):
        raise TypeError("birth_year")
    return Line(
        "individual",
        one_line(row["name"]),
        one_line(row["proposed_by"]),
        bool(row["rewarded"]),
        row.get("achievement") or CITATION,
        nominee=nominee | {"unit_text": row.get("unit", ""), "is_deceased": bool(row.get("deceased"))},
    )
