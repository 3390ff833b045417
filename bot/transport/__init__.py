"""The two ways on which Slack speaks to us."""
