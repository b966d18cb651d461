"""Attacks on the signature itself: each is refused, for exactly the reason that a verifier should give."""

from dataclasses import replace

import pytest

from tests_of_eds import AT, CONTENT, citizen, official
from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import LARGEST
from zholdama.eds.development_signing import (
    attribute,
    draft,
    draft_over,
    sign,
    signed_data,
    signing_certificate,
    standard_attributes,
)
from zholdama.eds.gost_curve import TC26_512_A
from zholdama.eds.profiles import NCANODE
