"""The web server itself: real processes, real sockets."""
