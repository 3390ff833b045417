"""The Slack door: listeners, Block Kit, and delivery."""
