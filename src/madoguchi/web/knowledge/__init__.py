"""FAQ, what is asked of it, scripts and manuals, as staff read and write them."""
