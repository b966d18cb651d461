"""Time's own door: periodic and slow work."""
