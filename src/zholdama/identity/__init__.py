"""Who the recipient is: persons and their documents."""
