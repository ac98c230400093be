"""Rules that call a person's attention to what happens: raised, grouped, acknowledged, escalated, ended (QUA-02)."""
