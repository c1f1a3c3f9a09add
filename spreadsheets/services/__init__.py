"""What can be done with an import, step by step: receive, match columns, check, choose, take, undo or drop."""
