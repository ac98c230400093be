"""What is typed while somebody is on the line: kept on the server with every pause, until it is a record."""
