"""What somebody with bad intent, or bad luck, sends."""
