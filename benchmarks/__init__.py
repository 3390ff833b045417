"""What dealdesk is measured against, and the commands that measure it. Run from the repository root."""
