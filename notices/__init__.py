"""THE MESSAGES: each person's inbox, the outbox of electronic mail, and the texts of both."""
