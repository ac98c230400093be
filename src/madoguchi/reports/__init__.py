"""Reserved: daily, weekly, monthly and yearly reports, frozen when issued, from figures only."""
