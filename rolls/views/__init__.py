"""Pages of the rolls: lists, a person or collective, entries, records, two people side by side."""
