"""録音: encrypted, found, heard with a reason, kept, held, handed over, erased."""
