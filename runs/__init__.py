"""THE LONG WORK: background runs in leased pieces, with progress. Knows nothing of what it runs."""
