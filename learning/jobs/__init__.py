"""Long work as rows: a job is a row before it is a task, so that no broker is the only one who knows."""
