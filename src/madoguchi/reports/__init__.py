"""Daily, weekly, monthly and yearly reports, frozen when issued. Reads metrics only."""
