"""所管課と出先施設: what each of them is responsible for, how a call reaches it, and who of the city belongs to it."""
