"""Public pages of the policy library."""
