"""Accounts, sign-in, second factor, limits, who read what."""
