"""The JSON that comes in and goes out, and the way between it and our nouns."""
