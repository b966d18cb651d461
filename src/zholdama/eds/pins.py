"""SHA-256 of the DER of the certification authorities of Kazakhstan; production and test apart.

The certificate files are public and come from the operator (https://pki.gov.kz,
https://root.gov.kz/registr/). The figures were computed from one public mirror of them, and chains and
self-signatures were verified; an operator compares them with the registry before the first day of
production, which is why `confirmed` is False.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pin:
    """One known authority; `legacy` ones are used under a profile that allows them."""

    name: str
    sha256: str
    legacy: bool = False
    confirmed: bool = False


PRODUCTION: tuple[Pin, ...] = (
    Pin("root_gost_2022", "af77725f8328bb24f89d81da3acdf7cee4324248538b7ba2cd2a860517fb9dca"),
    Pin("nca_gost_2022", "32c7d233a42703a327f3025543a05b930e3f39a786c68dfa196baa86d5618524"),
    Pin("root_rsa_2020", "9ba06354b626641715182e4d07c9dbaa1777720fa795d03174ffc68876535dcd"),
    Pin("nca_rsa_2022", "84fb799a66140950818c056a5d9730acc2a7622cdd4ef0d47113b132fb892905"),
    Pin("root_rsa_2015", "a7064abc5699827f370c67b09f1a1bfd7ad5e1514d471223df209c08300ea972", legacy=True),
    Pin("nca_rsa_2018", "34d1b311a9873191ae3382805df51e0a5da23315c512a8deeb885668ceeb5834", legacy=True),
    Pin("root_gost_2015", "9ab210e54e6b0343321131202d9edcc2598f598cfdd9ee4ec1056021ab2e9759", legacy=True),
    Pin("nca_gost_2018", "908521d0531e5645e64b34d3588374a3a83582c860e5f7293a04c41217e8cc18", legacy=True),
    Pin("root_gost_2020", "c48164ab5ccaaee6b938299a1e3aeebd6f698bb2bd716a0f0d85befc46166aa2", legacy=True),
    Pin("ucgo_gost_2022", "eb5a5318299db447a46619d2a541f026b52c1fce8a1d371262da8f6f2d7bb6f5", legacy=True),
    Pin("btsd_gost_2019", "74bb80edf34f4594e5e69b79029c64214e67630e3d16b82f952ab6e5956c5fa8", legacy=True),
)

TEST: tuple[Pin, ...] = (
    Pin("root_test_gost_2022", "b995e79e7c07429f8f79e185451e5599ce342ac720000f01b3854fdfa03031a6"),
    Pin("nca_gost2022_test", "beeffc0bdb77cd798c35983eb0715f6ef0051cccb71d7cd05505e8a4fb2c6f4d"),
    Pin("kuc_rsa_test", "1778a7639bcbf3333e7a83461d1e126bff46a0f74b73d3345356540dad138b11"),
    Pin("nca_rsa_test", "5b92d85a88fdeee7ccdb06771d82fa1faae3de87839edb368ea1ac07fca04f2a"),
    Pin("kuc_gost_test", "e76d2ba06ba15f28b590f9452a7a5f1150c68dd11d09842f0b63041339048056", legacy=True),
    Pin("nca_gost_test", "2e0e476ea0d25bfdc317475320444a9df6c92a198ace491baa6f427d6b47b992", legacy=True),
)
"""The authority's published test CA: it certifies anybody who has the developers' kit. Never in production.
"""

_BY_FINGERPRINT = {
    pin.sha256: (kind, pin) for kind, pins in (("production", PRODUCTION), ("test", TEST)) for pin in pins
}


def kind_of(fingerprint: str) -> str | None:
    """`production`, `test`, or None for a certificate that is not pinned."""
    found = _BY_FINGERPRINT.get(fingerprint)
    return None if found is None else found[0]


def pin_of(fingerprint: str) -> Pin | None:
    """The pin of a certificate; None when it is not pinned."""
    found = _BY_FINGERPRINT.get(fingerprint)
    return None if found is None else found[1]
