from __future__ import annotations

from importlib.resources import files

import yaml

from bot.http import PATH


def test_the_manifest_asks_for_what_the_bot_uses_and_no_more() -> None:
    text = files("bot").joinpath("manifest.yaml").read_text(encoding="utf-8")
    manifest = yaml.safe_load(text)
    assert manifest["oauth_config"]["scopes"] == {"bot": ["app_mentions:read", "chat:write", "im:history"]}
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_mention", "message.im"]
    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert PATH in text
