"""Pages of messages: everybody's inbox, the office's outbox, the texts of both."""
