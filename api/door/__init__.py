"""What every request passes before its endpoint sees it, and what every error becomes."""
