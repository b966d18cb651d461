"""Is the passport kept: clocks recomputed from the steps."""
