"""What happens by itself: sensors and schedules. What a sensor starts is decided in `story.steps`, never here."""
