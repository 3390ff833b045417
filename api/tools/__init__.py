"""The tools that agents use, over the Model Context Protocol: they ask, and change nothing."""
