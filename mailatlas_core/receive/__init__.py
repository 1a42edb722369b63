"""Mail that a person has asked for, from accounts: read there, and never changed there."""
