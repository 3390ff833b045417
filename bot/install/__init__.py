"""Tokens, workspaces, and how they are set up."""
