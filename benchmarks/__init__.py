"""Measures the product beside its references, in the same run on the same machine."""
