"""The electronic digital signature of Kazakhstan, verified natively. Pure."""
