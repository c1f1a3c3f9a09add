"""THE KEYS: who may sign in, one-time passwords, sign-in and its limits."""
