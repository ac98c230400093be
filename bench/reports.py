"""bin/bench reports: a monthly report of a hundred thousand calls, contacts and bookings, counted and written in each form."""

from bench._ground import prepare

prepare()
