"""All tables of core, gathered for Django: each lives in its own room."""

from madoguchi.core.history.models import Event, PersonalValue, Reaction, Seal, SealedEvent

__all__ = ["Event", "PersonalValue", "Reaction", "Seal", "SealedEvent"]
