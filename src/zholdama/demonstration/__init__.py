"""A made-up centre and its people; drives the doors as people do."""
