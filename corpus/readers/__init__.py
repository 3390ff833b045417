"""One adapter file for each file type: bytes of a file in, articles out."""
