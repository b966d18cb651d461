"""The service passport, executable: clauses, dated editions, and which rule keeps what."""
