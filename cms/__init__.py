"""The site's shell: base page, blocks, theme, media, search and the exit button."""
