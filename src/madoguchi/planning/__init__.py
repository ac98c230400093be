"""要員計画: how many calls will come, what brings more of them, and how many seats keep the promised answer rate."""
