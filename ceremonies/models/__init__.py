"""Ceremonies with their places on the stage and the papers made of them; bonuses by dated rules, frozen when listed."""

from .money import BaseWage, BonusRate, PaymentLine, PaymentList, RoundingRule
from .stage import Ceremony, CeremonyPaper, CeremonyPlace, PaperOrder, paper_path

__all__ = [
    "BaseWage",
    "BonusRate",
    "Ceremony",
    "CeremonyPaper",
    "CeremonyPlace",
    "PaperOrder",
    "PaymentLine",
    "PaymentList",
    "RoundingRule",
    "paper_path",
]
