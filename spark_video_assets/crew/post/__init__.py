"""Who finishes the film: narrator, composer, editor, quality control, export. Media work itself: `resources.media`."""
