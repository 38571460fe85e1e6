"""SHELF wire: talking to a platform. The only desktop room that speaks HTTP.

Who comes in: outbox, inbox and the window's tasks, each on its own thread and never the UI thread (a call may take as long as its
timeouts). What leaves: validated `studio.contract` models; every failure leaves as a StudioError. `links` is safe from any thread
and light to import; `requests` and pydantic are loaded when the first call is made.
"""
