"""利用状況 (FAQ-06, FAQ-08, FAQ-12): how often each FAQ is read and answered with, and the month's report of it.

Contacts tell what they used (`actions.count_used`); this package knows no contact. What citizens read is counted in
`knowledge/public`, what was searched in `knowledge/finding`; the report reads all of it and freezes it.
"""
