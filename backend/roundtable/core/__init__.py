"""What every room stands on: actors, errors, the database, facts, the bell, the record, the clock."""
