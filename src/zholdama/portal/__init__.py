"""The citizens' and employers' door."""
