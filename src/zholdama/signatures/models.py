"""Evidence of signatures and what is asked again."""
