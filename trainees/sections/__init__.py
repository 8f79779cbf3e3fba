"""What this app shows on pages of others: the account, one's own data, a unit and its classes."""
