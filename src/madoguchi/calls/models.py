"""通話: every table of the telephone, each in its room."""

from madoguchi.calls.agents.models import Agent as Agent
from madoguchi.calls.agents.models import AgentState as AgentState
from madoguchi.calls.agents.models import Seat as Seat
from madoguchi.calls.announcements.models import Announcement as Announcement
from madoguchi.calls.announcements.models import Sound as Sound
from madoguchi.calls.ledger.models import Call as Call
from madoguchi.calls.ledger.models import Fact as Fact
from madoguchi.calls.ledger.models import JournalMark as JournalMark
from madoguchi.calls.ledger.models import Leg as Leg
from madoguchi.calls.lines.models import Capacity as Capacity
from madoguchi.calls.lines.models import Line as Line
from madoguchi.calls.lines.models import LineTask as LineTask
from madoguchi.calls.marks.models import CallMark as CallMark
from madoguchi.calls.orders.models import Order as Order
from madoguchi.calls.orders.models import Switchboard as Switchboard
from madoguchi.calls.policy.models import Closing as Closing
from madoguchi.calls.policy.models import Emergency as Emergency
from madoguchi.calls.policy.models import TestTime as TestTime
from madoguchi.calls.recordings.models import ErasureRun as ErasureRun
from madoguchi.calls.recordings.models import Listening as Listening
from madoguchi.calls.recordings.models import PackageItem as PackageItem
from madoguchi.calls.recordings.models import Recording as Recording
from madoguchi.calls.recordings.models import RecordingPackage as RecordingPackage
