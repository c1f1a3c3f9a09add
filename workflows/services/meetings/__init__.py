"""A committee's meeting from the agenda to the release. Ballots are facts; only the release moves nominations."""

from .changes import add_line, withdraw_line
from .closing import close_meeting, reopen_meeting
from .corrections import correct_result, possible_results, result_of, why_not_correct
from .eligible import standing
from .matters import forms_for, higher_rounds, propose_higher, vote_on_form, votes_on
from .polls import members_to_remind, remind_members, why_not_close
from .preparation import (
    discard_meeting,
    gather_lines,
    open_voting,
    order_lines,
    prepare_meeting,
    put_off_meeting,
    remove_line,
    save_attendance,
    save_meeting_details,
    waiting_nominations,
    why_not_open,
)
from .release import release_meeting
from .voting import (
    cast_ballots,
    clear_hands,
    declare_recusal,
    enter_all_hands,
    enter_hands,
    postpone_line,
    put_on_agenda,
    retract_recusal,
)

__all__ = [
    "add_line",
    "cast_ballots",
    "clear_hands",
    "close_meeting",
    "correct_result",
    "declare_recusal",
    "discard_meeting",
    "enter_all_hands",
    "enter_hands",
    "forms_for",
    "gather_lines",
    "higher_rounds",
    "members_to_remind",
    "open_voting",
    "order_lines",
    "possible_results",
    "postpone_line",
    "prepare_meeting",
    "propose_higher",
    "put_off_meeting",
    "put_on_agenda",
    "release_meeting",
    "remind_members",
    "remove_line",
    "reopen_meeting",
    "result_of",
    "retract_recusal",
    "save_attendance",
    "save_meeting_details",
    "standing",
    "vote_on_form",
    "votes_on",
    "waiting_nominations",
    "why_not_close",
    "why_not_correct",
    "why_not_open",
    "withdraw_line",
]  # fmt: skip
