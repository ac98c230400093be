"""From a record to the recording of its call."""
