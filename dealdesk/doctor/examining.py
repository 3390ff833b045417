"""Everything the doctor looks at, one after the other; what cannot be looked at is a finding, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dealdesk.doctor import catalogue, folder, installation, others, server
from dealdesk.doctor.finding import Finding, fail
from dealdesk.doctor.setup import Setup

Look = Callable[[Setup], Iterator[Finding]]

LOOKS: Mapping[str, Look] = {
    "Python": installation.python,
    "settings": installation.settings,
    "data folder": folder.home,
    "catalogue": catalogue.catalogue,
    "embedding model": installation.model,
    "server": server.server,
    "LLM": others.llm,
    "Slack": others.slack,
    "identity provider": others.identity_provider,
    "Chroma server": others.chroma,
    "traces": others.collector,
}


def examine(setup: Setup, looks: Mapping[str, Look] = LOOKS) -> Iterator[Finding]:
    """Each finding as soon as it is there."""
    for what, look in looks.items():
        try:
            yield from look(setup)
        except Exception as error:  # whatever is broken, the rest is told
            yield fail(what, f"cannot be looked at ({type(error).__name__})", "mend what is told above, and look again")
