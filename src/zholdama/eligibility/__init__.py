"""Facts in, an explained answer out."""
