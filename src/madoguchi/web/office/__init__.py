"""Where settings, staff and history are kept: city administrators, data staff, auditors."""
