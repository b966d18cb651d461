"""Object identifiers as content bytes, the form in which they are compared.

Sources: RFC 5280, 5652, 5035, 3161, 6960; Kazakhstan's arc 1.2.398 as its certificates use it.
"""

from zholdama.eds.der import oid_bytes

# Containers
DATA = oid_bytes("1.2.840.113549.1.7.1")
SIGNED_DATA = oid_bytes("1.2.840.113549.1.7.2")
TST_INFO = oid_bytes("1.2.840.113549.1.9.16.1.4")
OCSP_BASIC = oid_bytes("1.3.6.1.5.5.7.48.1.1")
OCSP_NONCE = oid_bytes("1.3.6.1.5.5.7.48.1.2")

# Attributes of a signature
CONTENT_TYPE = oid_bytes("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = oid_bytes("1.2.840.113549.1.9.4")
SIGNING_TIME = oid_bytes("1.2.840.113549.1.9.5")
ESS_V1 = oid_bytes("1.2.840.113549.1.9.16.2.12")
ESS_V2 = oid_bytes("1.2.840.113549.1.9.16.2.47")
TIMESTAMP_TOKEN = oid_bytes("1.2.840.113549.1.9.16.2.14")

# Algorithms
RSA = oid_bytes("1.2.840.113549.1.1.1")
SHA256_RSA = oid_bytes("1.2.840.113549.1.1.11")
SHA1 = oid_bytes("1.3.14.3.2.26")
SHA256 = oid_bytes("2.16.840.1.101.3.4.2.1")
GOST_2015_KEY = oid_bytes("1.2.398.3.10.1.1.2.2")
GOST_2015_PARAMETERS_A = oid_bytes("1.2.398.3.10.1.1.2.2.1")
GOST_2015_SIGNATURE = oid_bytes("1.2.398.3.10.1.1.2.3.2")
STREEBOG_512 = oid_bytes("1.2.398.3.10.1.3.3")
GOST_2004_KEY = oid_bytes("1.2.398.3.10.1.1.1.1")
GOST_2004_PARAMETERS = oid_bytes("1.2.398.3.10.1.1.1.1.1")
GOST_2004_SIGNATURE = oid_bytes("1.2.398.3.10.1.1.1.2")
GOST_34311_95 = oid_bytes("1.2.398.3.10.1.3.1")

# Names
COMMON_NAME = oid_bytes("2.5.4.3")
SURNAME = oid_bytes("2.5.4.4")
SERIAL_NUMBER = oid_bytes("2.5.4.5")
COUNTRY = oid_bytes("2.5.4.6")
ORGANISATION = oid_bytes("2.5.4.10")
ORGANISATIONAL_UNIT = oid_bytes("2.5.4.11")
GIVEN_NAME = oid_bytes("2.5.4.42")

# Extensions of certificates and lists
SUBJECT_KEY_IDENTIFIER = oid_bytes("2.5.29.14")
KEY_USAGE = oid_bytes("2.5.29.15")
BASIC_CONSTRAINTS = oid_bytes("2.5.29.19")
CRL_NUMBER = oid_bytes("2.5.29.20")
REASON_CODE = oid_bytes("2.5.29.21")
INVALIDITY_DATE = oid_bytes("2.5.29.24")
DELTA_CRL = oid_bytes("2.5.29.27")
ISSUING_DISTRIBUTION_POINT = oid_bytes("2.5.29.28")
CERTIFICATE_POLICIES = oid_bytes("2.5.29.32")
AUTHORITY_KEY_IDENTIFIER = oid_bytes("2.5.29.35")
EXTENDED_KEY_USAGE = oid_bytes("2.5.29.37")

# Purposes
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"

# Policies of the National Certification Authority
POLICY_2022 = "1.2.398.3.3.2"
POLICY_GOST_LEGAL = "1.2.398.3.3.1"
POLICY_RSA_SIGN = "1.2.398.3.3.3"
POLICY_TIMESTAMP = "1.2.398.3.3.2.6"

# Roles, all within the extended key usage
INDIVIDUAL = "1.2.398.3.3.4.1.1"
INDIVIDUAL_SYSTEM = "1.2.398.3.3.4.1.1.1"
LEGAL_ENTITY = "1.2.398.3.3.4.1.2"
HEAD = "1.2.398.3.3.4.1.2.1"
SIGNER = "1.2.398.3.3.4.1.2.2"
FINANCE = "1.2.398.3.3.4.1.2.3"
PERSONNEL = "1.2.398.3.3.4.1.2.4"
EMPLOYEE = "1.2.398.3.3.4.1.2.5"
LEGAL_ENTITY_SYSTEM = "1.2.398.3.3.4.1.2.6"

ROLE_NAMES = {
    INDIVIDUAL: "individual",
    INDIVIDUAL_SYSTEM: "individual_system",
    LEGAL_ENTITY: "legal_entity",
    HEAD: "head",
    SIGNER: "signer",
    FINANCE: "finance",
    PERSONNEL: "personnel",
    EMPLOYEE: "employee",
    LEGAL_ENTITY_SYSTEM: "legal_entity_system",
}
"""What the role identifiers are called in `Signer.roles`; others appear there as dotted numbers."""
