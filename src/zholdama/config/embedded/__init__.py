"""The PostgreSQL server the product brings along and starts where no DATABASE_URL names another."""
