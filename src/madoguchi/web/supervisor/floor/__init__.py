"""フロア: who does what now, and coming to their aid."""
