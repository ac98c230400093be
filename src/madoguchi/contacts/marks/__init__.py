"""What a contact is marked as while it goes on: a complaint, harassment (カスハラ), a threat or an emergency."""
