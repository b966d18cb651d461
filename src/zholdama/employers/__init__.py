"""The employers' door: answers to referrals and offers of places, without an account."""
