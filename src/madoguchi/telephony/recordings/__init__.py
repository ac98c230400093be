"""From the sound that an exchange leaves in its folder to a recording that is kept."""
