"""What the operator does now and then: back up, restore, purge, a new pepper. No HTTP; the server runs meanwhile."""
