"""The addresses of the HTTP door, one file for each kind of thing."""
