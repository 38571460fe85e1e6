"""Sets the studio up and opens it, tests it or measures it. Standard library only; it runs before anything is installed."""
