"""What the server tells of its work: counts, one event for each thing done, and traces. Never what people ask."""
