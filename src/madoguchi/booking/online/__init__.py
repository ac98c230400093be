"""By the web, before there is a booking: places held while a form is filled in, what was typed so far, and how much one
browser, one line and one telephone may ask for (RSV-01, RSV-20)."""
