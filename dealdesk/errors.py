"""What can go wrong with an installation.

SetupError
├── BadSetting       a setting cannot be used as it is
├── HomeInUse        another process owns the data folder
├── BackupRefused    a backup cannot be made or restored as asked
└── ServerFailed     the running server answered with a problem, or not at all
"""


class SetupError(Exception):
    """Any trouble with settings, the data folder or the running server; the message names the remedy."""


class BadSetting(SetupError):
    """A setting cannot be used as it is."""


class HomeInUse(SetupError):
    """Another process owns the data folder."""


class BackupRefused(SetupError):
    """A backup cannot be made or restored as asked; nothing was changed."""


class ServerFailed(SetupError):
    """The running server answered with a problem, or not at all."""
