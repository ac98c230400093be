"""J-LISの停止: the switch, the work list of whoever it touches, and the places protected for them."""
