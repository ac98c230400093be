"""The bridges to telephone exchanges: Asterisk, a fake that replays it, cloud exchanges by webhook."""
