"""Documents in the shapes in which they leave the workspace."""
