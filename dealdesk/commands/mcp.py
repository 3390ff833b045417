"""The command that agents start."""

from __future__ import annotations

from dealdesk.commands.running import ending_at_once, prepared


def mcp() -> None:
    """Give an agent tools over stdin and stdout (MCP), through the running server where there is one."""
    with ending_at_once(), prepared(stop_code=0) as settings:
        from dealdesk.agents import serve_agent

        serve_agent(settings)
