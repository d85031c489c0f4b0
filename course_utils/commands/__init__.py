"""The `course` command: one module per subcommand."""
