"""Staff on the screen: who has an ID, their roles and rights, their passwords and second factors."""
