"""The alerts' part of a preset: the rules."""

from madoguchi.alerts.table import RULES_TABLE, AlertRuleRow, problems
from madoguchi.municipality.kept import settings_part

PART = settings_part("alerts", tables={RULES_TABLE: AlertRuleRow}, problems=problems)
