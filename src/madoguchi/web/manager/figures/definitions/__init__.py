"""指標の定義: how each figure is counted, how much it is, and which rows are behind it."""
