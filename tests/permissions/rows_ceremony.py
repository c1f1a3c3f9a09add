"""Addresses of ceremonies, their papers and bonuses."""

from .row import CLERKS, Row, row

READ = {"ok": "clerk inspector", "refused": "appraiser member chair"}
ACT = {"ok": "clerk", "refused": "appraiser member chair inspector"}
PRESS = {"button": "", "rest": 405}
RULES = {"ok": f"{CLERKS} inspector administrator other_administrator", "rest": 403}

ROWS: tuple[Row, ...] = (
    row("ceremonies:ceremonies", ok=f"{CLERKS} inspector", rest=403),
    row("ceremonies:new", ok=CLERKS, rest=403),
    row("ceremonies:ceremony", "ceremony", **READ),
    row("ceremonies:settings", "ceremony", **ACT),
    row("ceremonies:arrange", "ceremony", **PRESS),
    row("ceremonies:apply_rules", "ceremony", **PRESS),
    row("ceremonies:restacked", "ceremony", **PRESS),
    row("ceremonies:hold", "ceremony", **PRESS),
    row("ceremonies:cancel", "ceremony", **ACT),
    row("ceremonies:place", "ceremony", "ceremony_place", **ACT),
    row("ceremonies:drop", "ceremony", "ceremony_place", **ACT),
    row("ceremonies:readings", "ceremony", **ACT),
    row("ceremonies:attendance", "ceremony", **ACT),
    row("ceremonies:attendance_news", "ceremony", **ACT),
    row("ceremonies:mark", "ceremony", "ceremony_place", **ACT),
    row("ceremonies:bonuses", "ceremony", **ACT),
    row("ceremonies:payment_list", "ceremony", "payment_list", **READ),
    row("ceremonies:rates", **RULES),
    row("ceremonies:base_wage_new", rest=403),
    row("ceremonies:bonus_rate_new", rest=403),
    row("ceremonies:rounding_new", ok=CLERKS, rest=403),
    row("ceremonies:rule_end", "luong-co-so", "base_wage", rest=403),
    row("ceremonies:rule_end", "he-so", "bonus_rate", rest=403),
    row("ceremonies:rule_end", "lam-tron", "rounding_rule", ok="clerk"),
    row("ceremonies:paper_make", "ceremony", "script", **PRESS),
    row("ceremonies:papers_news", "ceremony", **ACT),
    row("ceremonies:papers_stop", "ceremony", "paper_order", **PRESS),
    row("ceremonies:papers_resume", "ceremony", "paper_order", **PRESS),
    row("ceremonies:paper_word", "ceremony", "attendance", **ACT),
    row("ceremonies:paper", "ceremony", "ceremony_paper", **ACT),
    row("ceremonies:paper_pack", "ceremony", **ACT),
    row("workflows:ceremony_confer", "ceremony", **ACT),
)
