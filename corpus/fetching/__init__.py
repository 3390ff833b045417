"""Getting bytes from other people's servers: only public ones, within bounds, and politely."""
