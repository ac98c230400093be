"""Background work: rows of django-tasks, kept by leases so that a killed worker loses and doubles nothing.

- define and enqueue with django-tasks' own API: `@task(queue_name="fast")`, `do_it.enqueue(pk)` in the action's
  transaction; arguments are ids,
- `marks.py` says which tasks may run more than once, `leases.py` takes and gives back, `runner.py` runs one task,
  `worker.py` keeps the threads, `periodic.py` is the clock, `rules.py` decides, `queries.py` shows what failed.

ADR 0010 says what is promised and why.
"""
