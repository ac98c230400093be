"""What people say of a call that no exchange can know: it came through 電話リレーサービス (LNG-06)."""
