"""One module for each way to run: dev (./run), test (./test) and prod."""
