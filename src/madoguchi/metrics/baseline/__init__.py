"""前の事業者の実績: what the former contractor reached, beside ours from the first day on (QUA-08)."""
