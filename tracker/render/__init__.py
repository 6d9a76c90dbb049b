"""Reports, changes, histories and problems as strings; one file an output."""
