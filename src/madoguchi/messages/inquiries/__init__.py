"""What is mailed about an inquiry that came by the form: that it was received, and the answer."""
