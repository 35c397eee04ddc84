"""Write to the database: check, lock and write, in one transaction, under a reason."""
