"""Forms: read what people type and say what is wrong with it; rules live in the services."""
