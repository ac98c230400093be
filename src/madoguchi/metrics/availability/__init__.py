"""稼働率: how long the service answered, as probes saw it, and which stops were planned (PLT-05, A-32)."""
