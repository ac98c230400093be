"""いまの状況: one look at what is happening now, on a desk, on a telephone, across a room."""
