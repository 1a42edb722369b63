"""The ways out. Each asks a provider once to take one message, and says truly what became of it."""
