"""Who serves: providers, their counters, hours and staff."""
