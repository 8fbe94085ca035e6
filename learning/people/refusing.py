class Refused(Exception):
    """What was asked may not be done; the message tells the person why and what to do."""
