"""Everything besides plain questions: commands, buttons, shortcuts, App Home, watches."""
