"""What happens when. The one place to look, and the one place to add to.

Each entry names a task; a worker enqueues it once for each due time. Times are in Tokyo.
"""

from madoguchi.core.tasks.periodic import PeriodicJob, Watch
from madoguchi.core.tasks.rules import Daily, Every

JOBS: tuple[PeriodicJob, ...] = (
    PeriodicJob("seal-history", "madoguchi.core.tasks.jobs.seal_history", Every(seconds=60)),
    PeriodicJob("release-holds", "madoguchi.booking.jobs.release_holds", Every(seconds=60)),
    PeriodicJob("watch-deadlines", "madoguchi.booking.deliveries.jobs.watch_deadlines", Every(seconds=60)),
    PeriodicJob("forget-deliveries", "madoguchi.booking.deliveries.jobs.forget_rows", Daily(at="03:30")),
    PeriodicJob("nightly-lists", "madoguchi.web.city.paper.jobs.nightly_lists", Daily(at="20:30")),
    PeriodicJob("forget-ledgers", "madoguchi.booking.ledger_import.jobs.forget_ledgers", Every(seconds=3600)),
    PeriodicJob(
        "look-after-takeovers", "madoguchi.contacts.takeover.jobs.look_after_takeovers", Every(seconds=300)
    ),
    PeriodicJob(
        "look-after-month-files", "madoguchi.contacts.export.jobs.look_after_month_files", Every(seconds=300)
    ),
    PeriodicJob("end-after-call-work", "madoguchi.calls.agents.jobs.end_after_call_work", Every(seconds=30)),
    PeriodicJob("keep-placed-hours", "madoguchi.config.joint_jobs.keep_placed_hours", Every(seconds=300)),
    PeriodicJob("keep-forecast", "madoguchi.planning.forecast.jobs.keep_todays_forecast", Daily(at="00:05")),
    PeriodicJob("end-outages", "madoguchi.booking.jobs.end_outages", Every(seconds=60)),
    PeriodicJob("head-of-history", "madoguchi.config.joint_jobs.send_head_of_history", Daily(at="02:00")),
    PeriodicJob("keep-holds", "madoguchi.config.joint_jobs.keep_holds_through_stop", Every(seconds=60)),
    PeriodicJob("look-after-messages", "madoguchi.messages.sending.look_after_messages", Every(seconds=300)),
    PeriodicJob("remind-escalations", "madoguchi.contacts.escalations.jobs.remind", Every(seconds=60)),
    PeriodicJob("remind", "madoguchi.messages.reminders.remind", Daily(at="10:00")),
    PeriodicJob("forget-lines", "madoguchi.contacts.inquiries.jobs.forget_lines_of_inquiries", Every(seconds=900)),
    PeriodicJob("fold-faq-days", "madoguchi.knowledge.public.jobs.fold_faq_days", Daily(at="00:20")),
    PeriodicJob("draft-faq-report", "madoguchi.knowledge.usage.jobs.draft_last_month", Daily(at="00:40")),
    PeriodicJob("draft-reports", "madoguchi.reports.jobs.draft_reports", Daily(at="00:50")),
    PeriodicJob("remind-reports", "madoguchi.config.joint_jobs.remind_of_reports", Daily(at="08:30")),
    PeriodicJob("forget-searches", "madoguchi.knowledge.finding.jobs.forget_old_searches", Daily(at="03:15")),
    PeriodicJob("forget-faq-files", "madoguchi.knowledge.exchange.jobs.forget_files", Every(seconds=3600)),
    PeriodicJob("speak", "madoguchi.calls.announcements.jobs.speak_announcements", Every(seconds=60)),
    PeriodicJob("forget-sounds", "madoguchi.calls.announcements.jobs.forget_tried_sounds", Daily(at="03:50")),
    PeriodicJob("keep-line-tasks", "madoguchi.calls.lines.jobs.keep_line_tasks", Daily(at="00:10")),
    PeriodicJob("prune-tasks", "madoguchi.core.tasks.jobs.prune_tasks", Daily(at="03:10")),
    PeriodicJob("clear-sessions", "madoguchi.core.tasks.jobs.clear_sessions", Daily(at="03:20")),
    PeriodicJob("count-needs", "madoguchi.contacts.improvement.jobs.count_needs", Daily(at="04:30")),
    PeriodicJob("end-terms", "madoguchi.contacts.keeping.jobs.end_terms_of_records", Daily(at="03:40")),
    PeriodicJob("pick-up-recordings", "madoguchi.telephony.recordings.jobs.pick_up", Every(seconds=60)),
    PeriodicJob("end-recordings", "madoguchi.calls.recordings.jobs.end_recordings", Daily(at="03:45")),
    PeriodicJob(
        "end-words-of-evaluations", "madoguchi.quality.keeping.end_words_of_evaluations", Daily(at="03:55")
    ),
    PeriodicJob("wrap-recording-keys", "madoguchi.calls.recordings.jobs.wrap_anew", Daily(at="03:50")),
    PeriodicJob("check-data", "madoguchi.config.joint_jobs.check_data", Daily(at="04:00")),
)

# What cannot wait for a task: looked at by every worker, written only when there is something.
WATCHES: tuple[Watch, ...] = (Watch("alerts", "madoguchi.alerts.actions.watch", seconds=3),)
