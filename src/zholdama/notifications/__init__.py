"""What the person is told, following the ledger."""
