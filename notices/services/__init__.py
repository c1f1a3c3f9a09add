"""What may be done with messages: tell, take back, read, set texts, keep the outbox."""

from .telling import stop_waiting, tell, write_to

__all__ = ["stop_waiting", "tell", "write_to"]
