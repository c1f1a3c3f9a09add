"""Reading ceremonies: the one order, what was printed from it, what it costs."""

from .stage import order_sha256, places_of, recipients_of, rules_of, stage_order

__all__ = ["order_sha256", "places_of", "recipients_of", "rules_of", "stage_order"]
