"""Every address of the system with what each person is answered. This page can be read and signed; it holds no logic.

Who is not named in a row gets `rest`: 404 where the record must not be known, 403 where the right is missing.
Anonymous and deactivated people are sent to the sign-in page everywhere but on the pages of signing in.
"""

from dataclasses import dataclass

COMMITTEE = "appraiser member chair clerk inspector"
"""Those at the commune who may know of what has reached it."""
RUNNERS = "appraiser chair clerk inspector other_appraiser other_clerk"
"""Those who read where everything stands, each for what has reached them."""
ADMINISTRATORS = "administrator other_administrator"
CLERKS = "clerk other_clerk"
OWN_ADMINISTRATOR = {"ok": "administrator", "hidden": "other_administrator", "rest": 403}
ANY_ADMINISTRATOR = {"ok": ADMINISTRATORS, "rest": 403}
CONDUCT = {"ok": "chair clerk", "refused": "appraiser member inspector"}
VOTE = {"ok": "member chair", "refused": "appraiser clerk inspector"}
CLERK_OF_DRAFT = {"ok": "clerk", "refused": "appraiser member chair inspector"}
CLERK_OF_NUMBERED = {"ok": "clerk", "refused": "secretary appraiser member chair inspector"}
MANAGE_ROUND = {"ok": "appraiser clerk", "refused": "secretary sibling member chair inspector"}
FOREIGN_OFFICE = {"hidden": "other_appraiser other_clerk", "rest": 403}
"""Offices see what is theirs; whoever is in no office is told which role is needed."""
BUTTON = {"rest": 405}
"""An address that answers to a pressed button only."""
KEEPERS = "secretary sibling other_secretary appraiser other_appraiser"
"""Those who keep the roll of some unit."""
OF_IMPORT = {"ok": "secretary appraiser"}
OF_CELL = {"ok": "secretary", "refused": "inspector"}
KEEP_ROLL = {"ok": "secretary appraiser", "refused": "inspector"}


@dataclass(frozen=True)
class Row:
    """One address about one record: who opens it (200), who may know of it but not do this (403), who is led on (302)."""

    name: str
    about: tuple[str, ...] = ()
    ok: str = ""
    refused: str = ""
    hidden: str = ""
    led: str = ""
    early: str = ""
    """Who is told that the record is not ready for it (409)."""
    button: str = ""
    """Who gets to a pressed button only (405), where others are refused before that."""
    rest: int = 404
    for_everybody: bool = False
    """A page that visitors open too: of accounts, or behind a link of their own."""

    def expected(self, person: str) -> int:
        """Return the status of a GET by the person."""
        named = (
            (self.ok, 200),
            (self.refused, 403),
            (self.hidden, 404),
            (self.led, 302),
            (self.early, 409),
            (self.button, 405),
        )
        for people, status in named:
            if person in people.split():
                return status
        return 302 if person in ("anonymous", "inactive") and not self.for_everybody else self.rest

    def __str__(self) -> str:
        return " ".join((self.name, *self.about))


def row(name: str, *about: str, **who) -> Row:
    """Return a row about records of the scene; a word that the scene does not know stands in the address itself."""
    return Row(name, about, **who)


TABLE = (
    # Everybody with an account
    row("workflows:home", rest=200),
    row("workflows:nominations", rest=200),
    row("workflows:nominations_file", "csv", rest=200),
    row("workflows:dossiers", rest=200),
    row("workflows:rounds", rest=200),
    row("accounts:sign_in", ok="anonymous inactive", rest=302, for_everybody=True),
    row("accounts:sign_out", for_everybody=True, **BUTTON),
    row("accounts:signed_out", rest=200, for_everybody=True),
    row("accounts:password_change", rest=200),
    row("accounts:options", rest=200),
    # Standing in for one another
    row("workflows:loans", rest=200),
    row("workflows:lend_role", "assignment", ok="secretary administrator"),
    row("workflows:loan_end", "loan", ok="sibling roleless administrator"),
    row(
        "workflows:handovers",
        ok="appraiser clerk administrator other_appraiser other_clerk other_administrator",
        rest=302,
    ),
    row("workflows:handover", "person", ok="secretary appraiser clerk administrator"),
    row("workflows:handover_done", "handover", ok="secretary appraiser sibling"),
    # Messages: everybody's own; the office's letters and texts
    row("notices:inbox", rest=200),
    row("notices:notice", "notice", led="secretary"),
    row("notices:read_all", **BUTTON),
    row("notices:preferences", rest=200),
    row("notices:outbox", ok="appraiser chair clerk other_appraiser other_clerk", rest=403),
    row("notices:mail", "mail", ok="appraiser chair clerk", **FOREIGN_OFFICE),
    row("notices:mail_change", "mail", ok="appraiser chair clerk", **FOREIGN_OFFICE),
    row("notices:mail_act", "mail", "chan", **BUTTON),
    row("notices:texts_start", led="appraiser clerk other_appraiser other_clerk", rest=403),
    row("notices:texts", "unit", ok="appraiser clerk", **FOREIGN_OFFICE),
    row("notices:text", "unit", "line_returned", ok="appraiser clerk", **FOREIGN_OFFICE),
    row("notices:round_texts", "round", ok="appraiser clerk", **FOREIGN_OFFICE),
    row("notices:round_text", "round", "line_returned", ok="appraiser clerk", **FOREIGN_OFFICE),
    # The cell
    row("workflows:round_for_unit", "round", ok="secretary sibling"),
    row("workflows:start_dossier", "round", **BUTTON),
    row("workflows:copy_dossier", "round", ok="secretary sibling"),
    row("workflows:autosave", "line:1", **BUTTON),
    row("workflows:autosave_discard", "line:1", **BUTTON),
    row("workflows:certificate_preview", "dossier", **BUTTON),
    row("workflows:dossier", "dossier", ok="secretary inspector"),
    row("workflows:dossier", "submitted_dossier", ok=f"secretary {COMMITTEE}"),
    row("workflows:add_line", "dossier", **OF_CELL),
    row("workflows:dossier_meeting", "dossier", **OF_CELL),
    row("workflows:dossier_evidence", "dossier", **OF_CELL),
    row("workflows:remove_evidence", "dossier", "evidence", **BUTTON),
    row("workflows:describe_evidence", "dossier", "evidence", **BUTTON),
    row("workflows:upload_begin", "dossier", **BUTTON),
    row("workflows:upload_piece", "dossier", "upload", **OF_CELL),
    row("workflows:signed_scan", "dossier", "roster", **OF_CELL),
    row("workflows:signed_scan", "submitted_dossier", "roster", ok="secretary", refused=COMMITTEE),
    row("workflows:signed_scan_of_line", "dossier", "achievement_report", "draft", **OF_CELL),
    row("workflows:file", "evidence", ok="secretary inspector"),
    row("workflows:dossier_check", "dossier", **OF_CELL),
    row("workflows:dossier_submitted", "dossier", led="secretary", refused="inspector"),
    row("workflows:dossier_submitted", "submitted_dossier", ok="secretary", refused=COMMITTEE),
    row("workflows:nomination", "draft", ok="secretary inspector"),
    row("workflows:nomination", "submitted", ok=f"secretary {COMMITTEE}"),
    row("workflows:nomination", "issued", ok=f"secretary {COMMITTEE}"),
    row("workflows:edit_line", "draft", **OF_CELL),
    row("workflows:line_side", "dossier", **BUTTON),
    row("workflows:override_request", "draft", "no_discipline", **OF_CELL),
    row("workflows:override_request", "submitted", "no_discipline", ok="secretary", refused=COMMITTEE),
    row("workflows:copy_line", "rejected", ok="secretary", refused=COMMITTEE),
    row("workflows:act", "draft", "submit", led="secretary inspector"),
    row("workflows:act", "draft", "withdraw", **OF_CELL),
    row("workflows:act", "submitted", "withdraw", ok="secretary", refused=COMMITTEE),
    row("workflows:act", "submitted", "receive", ok="appraiser", refused="secretary member chair clerk inspector"),
    row(
        "workflows:act",
        "under_appraisal",
        "recommend",
        ok="appraiser",
        refused="secretary member chair clerk inspector",
    ),
    row(
        "workflows:act",
        "under_appraisal",
        "send_back",
        ok="appraiser",
        refused="secretary member chair clerk inspector",
    ),
    row(
        "workflows:act", "under_appraisal", "decline", ok="appraiser", refused="secretary member chair clerk inspector"
    ),
    row("workflows:act", "under_appraisal", "withdraw", early=f"secretary {COMMITTEE}"),
    row("workflows:act", "approved", "reopen", ok="chair clerk", refused="secretary appraiser member inspector"),
    row("workflows:act", "returned", "send_back", early=f"secretary {COMMITTEE}"),
    row("workflows:nomination", "returned", ok=f"secretary {COMMITTEE}"),
    row("workflows:edit_line", "returned", ok="secretary", refused=COMMITTEE),
    row("workflows:answer_remark", "returned", "remark", **BUTTON),
    row("workflows:comment", "submitted", **BUTTON),
    row("nominations:evidence", "evidence", ok="secretary inspector"),
    row("nominations:evidence_picture", "evidence", ok="secretary inspector"),
    row("nominations:evidence_thumbnail", "evidence", ok="secretary inspector"),
    row("nominations:evidence_page", "report_file", "1", ok="secretary inspector"),
    row("documents:dossier_paper", "dossier", "roster", ok="secretary inspector"),
    row("documents:dossier_paper_word", "dossier", "roster", ok="secretary inspector"),
    row("documents:dossier_paper_word", "submitted_dossier", "meeting_minutes_cell", ok=f"secretary {COMMITTEE}"),
    row("documents:nomination_paper", "draft", "achievement_report", ok="secretary inspector"),
    row("documents:nomination_paper", "submitted", "achievement_report", ok=f"secretary {COMMITTEE}"),
    row("documents:nomination_paper_word", "submitted", "achievement_report", ok=f"secretary {COMMITTEE}"),
    row("workflows:receipt", "receipt", ok=f"secretary {COMMITTEE}"),
    row("workflows:receipt_paper", "receipt", ok=f"secretary {COMMITTEE}"),
    # The rolls: a cell keeps its own, the office those below; the inspector reads them and writes down discipline
    row("rolls:roll", ok="secretary sibling other_secretary appraiser inspector other_appraiser", rest=403),
    row("rolls:roll_file", "csv", ok="secretary sibling other_secretary appraiser inspector other_appraiser", rest=403),
    row("rolls:add", "cell", "nguoi", **KEEP_ROLL),
    row("rolls:add", "cell", "tap-the", **KEEP_ROLL),
    row("rolls:add", "unit", "nguoi", ok="appraiser", refused="inspector"),
    row("rolls:edit", "roll_entry", **KEEP_ROLL),
    row("rolls:take_off", "roll_entry", **KEEP_ROLL),
    row("rolls:person", "roll_person", ok="secretary appraiser inspector"),
    row("rolls:collective", "roll_collective", ok="secretary appraiser inspector"),
    row("rolls:compare", "roll_person", "roll_alike", **KEEP_ROLL),
    row("rolls:rate", "nguoi", "roll_person", **BUTTON),
    row("rolls:discipline", "nguoi", "roll_person", ok="appraiser inspector", refused="secretary"),
    row("rolls:discipline_strike", "roll_discipline", ok="appraiser", refused="secretary inspector"),
    # Sheets to import: who keeps the roll of the cell, and the office above it
    row(
        "workflows:earlier_awards", ok="secretary sibling other_secretary appraiser inspector other_appraiser", rest=403
    ),
    row(
        "workflows:earlier_awards_file",
        "csv",
        ok="secretary sibling other_secretary appraiser inspector other_appraiser",
        rest=403,
    ),
    row("workflows:add_earlier_award", ok=KEEPERS, rest=403),
    row("workflows:strike_award", "earlier_award", ok="secretary appraiser"),
    row("spreadsheets:imports", ok=KEEPERS, rest=403),
    row("spreadsheets:upload", led=KEEPERS, rest=403),
    row("spreadsheets:sample", "roll", ok=KEEPERS, rest=403),
    row("spreadsheets:import", "import", **OF_IMPORT),
    row("spreadsheets:columns", "import", **OF_IMPORT),
    row("spreadsheets:progress", "import", **OF_IMPORT),
    row("spreadsheets:bad_rows", "import", **OF_IMPORT),
    row("spreadsheets:undo", "import", led="secretary appraiser"),
    row("spreadsheets:check_again", "import", **BUTTON),
    row("spreadsheets:choices", "import", **BUTTON),
    row("spreadsheets:take", "import", **BUTTON),
    row("spreadsheets:drop", "import", **BUTTON),
    # The office
    row("workflows:queue", ok="appraiser other_appraiser", rest=403),
    row("workflows:queue_review", led="appraiser other_appraiser", rest=403),
    row("workflows:queue_receive", "submitted", **BUTTON),
    row("workflows:queue_claim", "submitted", **BUTTON),
    row("workflows:queue_release", "submitted", **BUTTON),
    row("workflows:queue_looking", "submitted", **BUTTON),
    row("workflows:queue_take_back", "submitted", **BUTTON),
    row("workflows:queue_keep", **BUTTON),
    row("workflows:queue_drop", "1", **BUTTON),
    row("workflows:round_new", ok=f"appraiser other_appraiser {CLERKS}", rest=403),
    row("workflows:round", "round", ok=COMMITTEE, led="secretary sibling"),
    row("workflows:round_edit", "round", **MANAGE_ROUND),
    row("workflows:round_close", "round", **MANAGE_ROUND),
    row("workflows:round_extend", "round", **MANAGE_ROUND),
    row("workflows:round_quotas", "round", **MANAGE_ROUND),
    row("workflows:round_templates", "round", **MANAGE_ROUND),
    row("workflows:round_conditions", "round", **MANAGE_ROUND),
    row("workflows:overrides", ok="appraiser other_appraiser chair", rest=403),
    row(
        "workflows:override_decide",
        "submitted",
        "no_discipline",
        ok="appraiser chair",
        refused="secretary member clerk inspector",
    ),
    row("workflows:override_decide", "draft", "no_discipline", refused="secretary inspector"),
    # Time: where everything stands, how long steps may take
    row("workflows:situation", ok=RUNNERS, rest=403),
    row("workflows:waiting_lines", ok=RUNNERS, rest=403),
    row("workflows:waiting_lines_file", "csv", ok=RUNNERS, rest=403),
    row("workflows:round_steps", "round", **MANAGE_ROUND),
    row("workflows:step_extend", "round", **MANAGE_ROUND),
    # The standing committee
    row("workflows:meetings", ok=f"{COMMITTEE} other_appraiser other_clerk", rest=403),
    row("workflows:meeting_new", ok=f"chair {CLERKS}", rest=403),
    row("workflows:meeting", "preparing", ok=COMMITTEE),
    row("workflows:meeting", "voting", ok=COMMITTEE),
    row("workflows:meeting", "closed_meeting", ok=COMMITTEE),
    row("workflows:meeting", "counted_meeting", ok=COMMITTEE),
    row("workflows:meeting_release", "counted_meeting", **CONDUCT),
    row("workflows:meeting_release", "closed_meeting", early="chair clerk", refused="appraiser member inspector"),
    row("workflows:meeting_reopen", "counted_meeting", **CONDUCT),
    row("workflows:meeting_line_form", "voting", "voting_line", **CONDUCT),
    row("workflows:meeting_line_raise", "voting", "voting_line", **CONDUCT),
    row("workflows:meeting_line_correct", "closed_meeting", "closed_line", **CONDUCT),
    row(
        "workflows:meeting_line_correct",
        "counted_meeting",
        "counted_line",
        early="chair clerk",
        refused="appraiser member inspector",
    ),
    row("documents:meeting_paper", "counted_meeting", "tally_minutes", **CONDUCT),
    row("workflows:meeting_details", "preparing", **CONDUCT),
    row("workflows:meeting_attendance", "preparing", **CONDUCT),
    row("workflows:meeting_gather", "preparing", **BUTTON),
    row("workflows:meeting_order", "preparing", **CONDUCT),
    row("workflows:meeting_discard", "preparing", **CONDUCT),
    row("workflows:meeting_line_remove", "preparing", "agenda_line", **BUTTON),
    row("workflows:meeting_open", "preparing", **CONDUCT),
    row("workflows:meeting_open", "voting", early="chair clerk", refused="appraiser member inspector"),
    row("workflows:meeting_hands", "voting", **CONDUCT),
    row("workflows:meeting_put_off", "voting", **CONDUCT),
    row("workflows:meeting_close", "voting", **CONDUCT),
    row("workflows:meeting_line_postpone", "voting", "voting_line", **BUTTON),
    row("workflows:meeting_line_add", "voting", **CONDUCT),
    row("workflows:meeting_line_withdraw", "voting", "voting_line", **CONDUCT),
    row("workflows:ballot", "voting", **VOTE),
    row("workflows:ballot_review", "voting", led=COMMITTEE),
    row("workflows:ballot_recuse", "voting", "voting_line", **VOTE),
    row("workflows:line_put_on", "voting", "declined_line", **VOTE),
    row("workflows:relatives", ok="member chair appraiser clerk other_appraiser other_clerk", rest=403),
    row("workflows:relative_remove", "relative", **BUTTON),
    row("documents:meeting_paper", "closed_meeting", "tally_minutes", ok=COMMITTEE),
    row("documents:meeting_paper", "voting", "ballot_papers", **CONDUCT),
    row("documents:meeting_paper_word", "closed_meeting", "result_notice", ok=COMMITTEE),
    row("workflows:papers", "phien-hop", "closed_meeting", ok="chair clerk", refused="appraiser member inspector"),
    row(
        "workflows:paper_number",
        "phien-hop",
        "closed_meeting",
        "tally_minutes",
        ok="clerk",
        refused="appraiser member chair inspector",
    ),
    row("workflows:paper_void", "numbered_paper", ok="clerk", refused="appraiser member chair inspector"),
    row("workflows:paper_scan", "numbered_paper", ok="clerk", refused="appraiser member chair inspector"),
    row("workflows:decision_scan", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:scan", "scan", ok=COMMITTEE),
    row("workflows:paper_style", "unit", ok="clerk administrator", refused="appraiser member chair inspector"),
    row("documents:numbered_paper", "numbered_paper", ok=COMMITTEE),
    row("documents:numbered_paper_word", "numbered_paper", ok=COMMITTEE),
    row("documents:posting_paper", "paper_posting", ok=COMMITTEE),
    row("documents:posting_paper_word", "paper_posting", ok=COMMITTEE),
    row("documents:correction_paper", "paper_correction", ok=COMMITTEE),
    row("documents:correction_paper_word", "paper_correction", ok=COMMITTEE),
    row("documents:sheet_paper", "paper_sheet", ok="appraiser"),
    row("documents:sheet_paper_word", "paper_sheet", ok="appraiser"),
    # Appraisal sheets, opinions of other bodies, names posted before the vote
    row("workflows:round_criteria", "round", **MANAGE_ROUND),
    row("workflows:criterion", "round", "criterion", **MANAGE_ROUND),
    row("workflows:sheets", ok="appraiser other_appraiser", rest=403),
    row("workflows:sheets_ask", led="appraiser other_appraiser", rest=403),
    row("workflows:sheet_excuse", "sheet", ok="appraiser"),
    row("workflows:sheet", "under_appraisal", ok="appraiser", refused="secretary member chair clerk inspector"),
    row("workflows:sheet_reopen", "under_appraisal", **BUTTON),
    row("workflows:sheet_comparison", "under_appraisal", ok=COMMITTEE, refused="secretary"),
    row("workflows:opinion_ask", "under_appraisal", ok="appraiser", refused="secretary member chair clerk inspector"),
    row("workflows:opinions", ok=f"{KEEPERS} inspector", rest=403),
    row("workflows:opinion", "opinion", ok="appraiser sibling"),
    row("workflows:opinion_cancel", "opinion", ok="appraiser", refused="sibling"),
    row("workflows:opinion_renew", "opinion", **BUTTON),
    row("workflows:opinion_link", "secret", rest=200, for_everybody=True),
    row("workflows:round_postings", "round", ok=COMMITTEE, refused="secretary sibling"),
    row("workflows:posting", "posting", ok=COMMITTEE),
    row("workflows:posting_print", "posting", ok=COMMITTEE),
    row("workflows:objection_new", "posted_line", ok="appraiser clerk", refused="member chair inspector"),
    row("workflows:objection_answer", "objection", ok="appraiser clerk", refused="member chair inspector"),
    # The records clerk
    row("workflows:answers", ok=CLERKS, rest=403),
    row("workflows:answer_new", "unit", "outside_round", ok="clerk", hidden="other_clerk", rest=403),
    row("workflows:answer_scan", "answer", ok=f"secretary {COMMITTEE}"),
    row("workflows:decisions", ok=f"{CLERKS} inspector", rest=403),
    row("workflows:decision", "draft_decision", ok=COMMITTEE),
    row("workflows:decision", "numbered", ok=f"secretary {COMMITTEE}"),
    row("workflows:decision_discard", "draft_decision", **CLERK_OF_DRAFT),
    row("workflows:decision_line", "draft_decision", "draft_line", **CLERK_OF_DRAFT),
    row("workflows:decision_move", "draft_decision", "draft_line", **BUTTON),
    row("workflows:decision_drop", "draft_decision", "draft_line", **CLERK_OF_DRAFT),
    row("workflows:decision_number", "draft_decision", **CLERK_OF_DRAFT),
    row("workflows:decision_number", "numbered", early="clerk", refused="secretary appraiser member chair inspector"),
    row("workflows:decision_renumber", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:confer", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:print_station", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:print_station", "draft_decision", early="clerk", refused="appraiser member chair inspector"),
    row("workflows:print_picture", "numbered", "numbered_line", **CLERK_OF_NUMBERED),
    row("workflows:print_sheet", "numbered", "numbered_line", **CLERK_OF_NUMBERED),
    row("workflows:print_calibration", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:print_run", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:print_run_progress", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:print_run_cancel", "numbered", "run", **BUTTON),
    row("workflows:print_run_resume", "numbered", "run", **BUTTON),
    row("workflows:print_run_file", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:series", ok=f"{CLERKS} inspector {ADMINISTRATORS}", rest=403),
    row(
        "workflows:series_numbers",
        "series",
        ok="clerk inspector administrator",
        hidden="other_clerk other_administrator",
        rest=403,
    ),
    row("documents:decision_paper", "draft_decision", ok=COMMITTEE),
    row("documents:decision_paper", "numbered", ok=f"secretary {COMMITTEE}"),
    row("documents:decision_paper_word", "numbered", ok=f"secretary {COMMITTEE}"),
    row("documents:stored", "paper", ok=f"secretary {COMMITTEE}"),
    # The administrator. A rule that holds for all is changed by nobody as long as two administer side by side.
    row("permissions:admin", **ANY_ADMINISTRATOR),
    row("permissions:units", **ANY_ADMINISTRATOR),
    row("permissions:unit_new", **ANY_ADMINISTRATOR),
    row("permissions:units_new", **ANY_ADMINISTRATOR),
    row("permissions:unit", "cell", **OWN_ADMINISTRATOR),
    row("permissions:unit_change", "cell", **OWN_ADMINISTRATOR),
    row("permissions:unit_close", "cell", **OWN_ADMINISTRATOR),
    row("permissions:unit_succession", "cell", **OWN_ADMINISTRATOR),
    row("permissions:unit_role_give", "cell", **OWN_ADMINISTRATOR),
    row("permissions:people", **ANY_ADMINISTRATOR),
    row("permissions:person_new", **ANY_ADMINISTRATOR),
    row("permissions:people_new", **ANY_ADMINISTRATOR),
    row("permissions:person", "person", **OWN_ADMINISTRATOR),
    row("permissions:person_edit", "person", **OWN_ADMINISTRATOR),
    row("permissions:person_password", "person", **OWN_ADMINISTRATOR),
    row("permissions:person_stop", "person", **OWN_ADMINISTRATOR),
    row("permissions:person_resume", "person", **OWN_ADMINISTRATOR),
    row("permissions:role_give", "person", **OWN_ADMINISTRATOR),
    row("permissions:roles", **ANY_ADMINISTRATOR),
    row("permissions:role_end", "assignment", **OWN_ADMINISTRATOR),
    row("permissions:signers", **ANY_ADMINISTRATOR),
    row("permissions:signer_new", **ANY_ADMINISTRATOR),
    row("permissions:signer_end", "signer", **OWN_ADMINISTRATOR),
    row("permissions:award_rights", **ANY_ADMINISTRATOR),
    row("permissions:award_right_new", rest=403),
    row("permissions:award_right_end", "right", rest=403),
    row("permissions:authority_new", rest=403),
    row("permissions:authority_switch", "authority", button=ADMINISTRATORS, rest=403),
    row("workflows:series_admin", **ANY_ADMINISTRATOR),
    row("workflows:series_new", **ANY_ADMINISTRATOR),
    row("workflows:series_next", "series", **OWN_ADMINISTRATOR),
    row("workflows:rules", **ANY_ADMINISTRATOR),
    row("workflows:voting_rule_new", **ANY_ADMINISTRATOR),
    row("workflows:evidence_type_new", rest=403),
    row("workflows:evidence_type", "evidence_type", rest=403),
    row("workflows:separation_rule_new", **ANY_ADMINISTRATOR),
    row("workflows:calendar", **ANY_ADMINISTRATOR),
    row("workflows:calendar_day_new", rest=403),
    row("workflows:calendar_day", "holiday", rest=403),
    row("workflows:calendar_day_drop", "holiday", rest=403),
    row("workflows:separation_rule_end", "rule", **OWN_ADMINISTRATOR),
)
