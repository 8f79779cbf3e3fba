"""What of policies names people: officers who write and publish rules (docs/account.md)."""

from core.portable import left_out

left_out("policies_ruleset", "who wrote and published rules, as officers")
