"""Views: load, make one domain call, translate the refusal."""
