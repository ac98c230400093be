"""Live screens: the follower of the spine, topics, the stream to the browsers."""
