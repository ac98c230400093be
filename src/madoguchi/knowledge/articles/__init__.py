"""Articles: what is asked and what is answered, in revisions that go from a draft to what is public."""
