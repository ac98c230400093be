"""Where citizens book: works without JavaScript, without mail, in ja, ja-easy and en."""
