"""Beside the counter's screen: paper packs for a day without power, their later entry, refusals to accept."""
