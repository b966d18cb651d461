"""The hall: ticket machines and the board of calls. No personal data."""
