"""What a department, or a contact, asks of the FAQ: a queue with the time until it is published."""
