"""What may be done with messages: tell, take back, read, set texts, keep the outbox."""

from .inbox import mark_all_read, mark_read, set_preferences
from .outbox import change_mail, send_again, send_failed_again, send_now, stop_mail
from .telling import address_of, stop_waiting, tell, write_to
from .wordings import mark_of, reset_text, save_text

__all__ = [
    "address_of", "change_mail", "mark_all_read", "mark_of", "mark_read", "reset_text", "save_text", "send_again",
    "send_failed_again", "send_now", "set_preferences", "stop_mail", "stop_waiting", "tell", "write_to",
]  # fmt: skip
