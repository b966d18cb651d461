"""Argon2 as the product uses it, but with little work: thousands of tests sign in, and none is about the cost of a guess."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 1
