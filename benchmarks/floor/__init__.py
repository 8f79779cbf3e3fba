"""The Django floor: what the same work costs with nothing around it. This code does not change."""
