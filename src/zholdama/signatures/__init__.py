"""The port to signature checking, its evidence, and what is asked again until it is settled."""
