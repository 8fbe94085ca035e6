"""Who learned what: enrolments, attempts and completions."""
