"""How well it works: question sets, measures, reports."""
