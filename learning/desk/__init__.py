"""What people see of it all: my learning, and the desks of unit and DOLISA officers."""
