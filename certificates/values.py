"""Plain values that everything here measures with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rect:
    """A rectangle on the sheet by its upper left corner, in mm."""

    x: float
    y: float
    width: float
    height: float
