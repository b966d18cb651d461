"""The integrators' door."""
