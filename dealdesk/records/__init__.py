"""What the desk keeps of its own work, in the catalogue's database: questions, answers, watches, permissions."""
