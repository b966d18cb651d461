"""The unit of work, the chain of steps, the number book."""
