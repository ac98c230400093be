"""The built-in Japanese voice, and recordings brought into the form that a telephone carries.

The work is done by a process of its own (`python -m madoguchi.telephony.speech`): the dictionary needs 180 MB, and a
file from outside is decoded where nothing else lives.
"""
