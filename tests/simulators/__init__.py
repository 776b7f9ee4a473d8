"""Faithful servers of paid providers over real sockets, for tests and for rehearsals. No test lives here.

`python -m tests.simulators` starts them all. What each must answer is in the providers' documents, never in our clients.
"""
