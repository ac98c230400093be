"""Finding the article that answers: by staff, by citizens on the public pages, by operators in a contact.

`queries.find` answers, `actions.note_search` writes down what was asked (no personal data), `actions.note_choice` which
article was opened for it. What several people chose for the same words becomes a way to ask for it (`learning.py`).
"""
