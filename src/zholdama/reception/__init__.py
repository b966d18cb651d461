"""The arrival of a person and the queue."""
