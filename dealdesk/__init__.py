"""Settings, assembly and the command line. Every adapter is chosen here; nobody imports this package."""
