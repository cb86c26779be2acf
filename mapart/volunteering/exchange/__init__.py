"""Files of volunteers, availabilities and hours: what each column holds, and what is wrong in a line."""
