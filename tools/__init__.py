"""What stands behind the commands in bin/. Only the standard library until the ground is laid."""
