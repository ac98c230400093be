"""通話の録音: found, heard with a reason, held, handed over, erased."""
