"""The staff's door."""
