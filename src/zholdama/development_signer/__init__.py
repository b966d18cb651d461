"""The development signer: a stand-in for NCALayer and the authority behind it, a process of its own with no database."""
