"""THE LANGUAGE: Vietnamese text, order, dates and numbers as pure functions. Knows no other package."""
