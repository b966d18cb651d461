"""What the day will be like: a model of a centre, and how many counters it needs."""
