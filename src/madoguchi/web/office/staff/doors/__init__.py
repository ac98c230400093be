"""The doors: rights by role, the sign-in policy, the allow-lists, and the page that describes all this (SEC-04)."""
