"""Zholdama: referrals to active forms of employment assistance, with the service passport kept and proved."""
