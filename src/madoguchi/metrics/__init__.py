"""Definitions and figures. Boards, alerts and reports read only this."""
