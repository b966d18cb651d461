"""Bytes kept by content, and the documents made from data."""
