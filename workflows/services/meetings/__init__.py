"""A committee's meeting from the agenda to the release. Ballots are facts; only the release moves nominations."""

from .closing import close_meeting
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
    "cast_ballots", "clear_hands", "close_meeting", "declare_recusal", "discard_meeting", "enter_all_hands", "enter_hands",
    "gather_lines", "open_voting", "order_lines", "postpone_line", "prepare_meeting", "put_off_meeting", "put_on_agenda",
    "release_meeting", "remove_line", "retract_recusal", "save_attendance", "save_meeting_details", "waiting_nominations",
]  # fmt: skip
