"""Pages of the records clerk: decisions, numbers, print runs, conferral."""
