"""What is seen in Slack: pure functions from replies to blocks."""
