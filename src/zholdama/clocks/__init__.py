"""Calendar versions and the clocks that run on them."""
