"""交換機: what people see of it and do to it, whichever it is. `madoguchi.telephony` knows the one that stands here."""
