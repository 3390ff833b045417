"""The parts of the loopback Slack; tests/bot/loopback_slack.py puts them together."""
