"""苦情・カスハラ・緊急: the log of marks and of the steps that were taken (INC-14, INC-16)."""
