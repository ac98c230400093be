"""Staff: roles, rights, sign-in policy, from where they may come."""
