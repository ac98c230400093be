"""The process beside the exchange: reads its files, carries out orders, keeps states."""
