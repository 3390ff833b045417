"""Looks at a set-up and explains what is broken. Nothing is changed by it, and no secret is told."""
