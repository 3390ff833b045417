"""Schema changes, run by Alembic when a catalogue is opened."""
