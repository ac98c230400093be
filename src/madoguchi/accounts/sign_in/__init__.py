"""Signing in: the policy, passwords, failed attempts and lock-outs, what is written down about each."""
