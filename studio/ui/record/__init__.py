"""The booth's page: a prompt, one red button, and the takes. In come the booth's readings and the store's takes; out go presses."""
