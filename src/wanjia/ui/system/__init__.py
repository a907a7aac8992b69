"""Operating it: health, figures, log lines, and the administrator's page."""
