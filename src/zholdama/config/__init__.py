"""How the house is wired: settings, addresses, the one clock, the embedded database."""
