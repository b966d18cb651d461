"""Places that employers and trainers offer."""
