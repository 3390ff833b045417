"""The HTTP door: ask, search, articles, health, and the web page."""
