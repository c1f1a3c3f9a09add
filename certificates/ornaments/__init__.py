"""The drawings under the words of the certificates, computed: no traced art, no emblem of the Party or the State.

Solid colours only (no tint, no gradient, no opacity), because office lasers turn a tint into dots. Gold is halftoned,
so gold strokes are never thinner than 0.5 pt (0.18 mm); red never thinner than 0.28 pt (0.1 mm). Every band is fitted
to whole repeats, so that it closes at the corners. 1 unit is 1 mm of A4 landscape.
"""

from certificates.ornaments.sheets import DRAWINGS, drawing

__all__ = ["DRAWINGS", "drawing"]
