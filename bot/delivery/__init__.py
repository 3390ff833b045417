"""From a question that was taken to its one reply."""
