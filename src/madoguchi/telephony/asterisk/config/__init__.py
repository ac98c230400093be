"""Asterisk's configuration, made out of the contract: what belongs in each file, the difference, the applying.

`machine.py` what the machine says (ports, secrets, trunks), `plan.py` what the contract says, `flow/` what happens to
a call, `files.py` every file as text. All of that is pure; `applying.py` writes and reloads.
"""
