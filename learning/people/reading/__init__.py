"""Lists as offices send them, read into rows. Knows no model and no database."""
