"""What is known of a person, how surely, and what follows for each measure."""
