"""Evidence of signatures and what is asked again."""

from zholdama.signatures.phone_models import PhoneRequest as PhoneRequest
