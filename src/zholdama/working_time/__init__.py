"""Office days and working minutes: calendar, terms, deadlines. Pure."""
