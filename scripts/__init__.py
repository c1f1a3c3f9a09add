"""What ./run, ./test and .ci/run share. Standard library only: it runs before anything is installed."""
