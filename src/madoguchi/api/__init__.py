"""Reserved: the face to other machines. An adapter: it reads queries and calls actions."""
