"""What is kept, and how: models, database, hand-written SQL. Knows no HTTP and no rules of the domain."""
