"""YAML and Markdown in; content and problems out. Knows neither the app nor the database: `elearn check` runs with neither."""
