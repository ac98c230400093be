"""All tables of core, gathered for Django: each lives in its own room."""

from madoguchi.core.history.models import Event, PersonalValue, Reaction, Seal, SealedEvent
from madoguchi.core.search.models import SearchDocument, SearchPosting, SearchWord, Synonym
from madoguchi.core.tasks.models import PeriodicRun, TaskLease

__all__ = [
    "Event",
    "PeriodicRun",
    "PersonalValue",
    "Reaction",
    "Seal",
    "SealedEvent",
    "SearchDocument",
    "SearchPosting",
    "SearchWord",
    "Synonym",
    "TaskLease",
]
