"""Forms of the office: the appraiser's queue, rounds."""
