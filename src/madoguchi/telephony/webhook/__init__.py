"""Cloud exchanges tell what happens by signed messages (docs/telephony-webhook.md)."""
