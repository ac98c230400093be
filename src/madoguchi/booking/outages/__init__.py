"""J-LISの停止: card procedures are closed from–to, and whoever has booked one is on one work list."""
