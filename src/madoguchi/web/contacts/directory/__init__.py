"""所管課の案内: whom to ring for what, in which order, and which number to read out where no call can go."""
