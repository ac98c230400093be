"""One module a command: HELP, add_arguments(parser), run(options) -> exit code or None."""
