"""Every known attack has a test that demands the exact code: this table fails when one is lost.

A case of the XML reader is looked for only where that reader is part of the package.
"""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent

CASES = """
other content                             | signature | test_other_content                               | digest
attached content swapped                  | signature | test_attached_content_swapped                    | digest
attached content differs from the kept    | signature | test_attached_content_that_differs_from_what_was_kept | content.mismatch
signed attributes stripped                | signature | test_attributes_stripped                         | signed_attrs.missing
no messageDigest, or two                  | signature | test_attributes_spoiled_and_signed_again         | attr.count
two values in one messageDigest           | signature | test_two_values_in_one_attribute                 | attr.count
no contentType, or two                    | signature | test_attributes_spoiled_and_signed_again         | attr.count
another contentType                       | signature | test_attributes_spoiled_and_signed_again         | attr.content_type
ESS absent                                | signature | test_attributes_spoiled_and_signed_again         | ess.missing
ESS of another certificate                | signature | test_ess_of_another_certificate                  | ess.mismatch
ESS by a weak digest                      | cost      | test_ess_by_an_old_or_weak_digest                | ess.form
downgrade to a CMS without ESS            | signature | test_a_signature_without_ess_passes_only_where_the_profile_allows_it | ess.missing
wrong key under a right certificate       | signature | test_wrong_key_under_a_right_certificate         | signature
revoked                                   | ~revocation | test_revoked_for_whatever_reason_a_hold_too    | revoked
certificateHold                           | ~revocation | test_revoked_for_whatever_reason_a_hold_too    | HOLD
expired, GOST and RSA                     | certificate | test_expired_and_not_yet_valid                 | chain.time
expired before the timestamp              | ~timestamps | test_a_certificate_that_had_expired_before_the_timestamp | chain.time
expired after the timestamp               | ~timestamps | test_a_certificate_that_expired_after_the_timestamp | valid
expired, and dropped from the list        | cost      | test_silence_about_an_expired_certificate_is_no_proof | revocation.expired
foreign CA with the same DN and SKI       | certificate | test_a_foreign_authority_with_the_same_name    | chain.signature
foreign CA also embedded in the CMS       | certificate | test_a_foreign_authority_with_the_same_name    | embedded
leaf used as CA                           | certificate | test_a_persons_certificate_used_as_an_authority | chain.signature
leaf used as CA, in the trusted folder    | certificate | test_a_person_is_never_an_authority_even_inside_the_trusted_folder | chain.untrusted
issuer carried in the signature           | certificate | test_a_store_with_only_the_root_does_not_take_the_issuer_from_the_signature | chain.untrusted
development CA in the production store    | certificate | test_production_refuses_development_and_unpinned_authorities | development
test CA in the production store           | ~trust    | test_production_refuses_test_anchors_always      | test authority
unknown CA                                | certificate | test_an_authority_that_is_not_in_the_store     | chain.untrusted
homoglyph issuer                          | certificate | test_an_authority_whose_name_only_looks_the_same | chain.untrusted
homoglyph in the number's prefix          | usage     | test_the_iin_in_the_name                         | Cyrillic letter
SHA-256 with a GOST signature             | signature | test_algorithms_confused                         | alg.pair
GOST identifiers over an RSA key          | signature | test_algorithms_confused                         | alg.key
RSA identifiers over a GOST key           | signature | test_algorithms_confused                         | SHA256_RSA
legacy algorithm                          | signature | test_algorithms_confused                         | alg.legacy
authentication certificate                | usage     | test_a_key_that_is_not_for_signing               | ku
IIN of another person                     | usage     | test_the_iin_of_another_person                   | iin.mismatch
IIN twice in the name                     | usage     | test_the_iin_in_the_name                         | iin.count
two IIN in one relative name              | usage     | test_two_iins_in_one_relative_name               | iin.count
BIN of another provider                   | usage     | test_an_official_signs_for_the_own_provider_only | bin.mismatch
head's certificate where a citizen's is   | usage     | test_a_heads_certificate_where_a_citizens_is_required | role
citizen's where an official's is          | usage     | test_a_citizens_certificate_where_an_officials_is_required | bin.missing
another policy                            | usage     | test_another_policy                              | policy
unknown critical extension                | usage     | test_a_critical_extension_nobody_knows           | chain.critical
weak RSA key                              | usage     | test_weak_rsa_keys_are_refused                   | signature
two signers                               | form      | test_not_exactly_one_signer                      | signers.count
two signers of two kinds                  | cost      | test_signers_of_two_kinds_in_one_signature       | signers.count
signer's certificate missing or twice     | form      | test_the_signers_certificate_missing_or_twice    | certificate.count
timestamp of another signature            | ~timestamps | test_a_timestamp_of_another_signature          | tst.imprint
timestamp moved from another CMS          | ~timestamps | test_a_timestamp_moved_from_another_signature  | tst.imprint
timestamp of an unknown service           | ~timestamps | test_a_timestamp_of_an_unknown_service_leaves_it_undetermined | tst.chain.untrusted
timestamp by a person                     | ~timestamps | test_a_timestamp_by_somebody_who_may_not_give_any | tst.ku
timestamp with a wrong key                | ~timestamps | test_a_timestamp_with_the_right_certificate_and_a_wrong_key | tst.signature
timestamp from the future                 | ~timestamps | test_a_timestamp_after_the_receipt             | tst.time
two timestamps                            | ~timestamps | test_two_timestamps                            | tst.count
timestamp given as a document's signature | form      | test_a_signature_for_the_time_stamping_service_is_no_signature_of_a_document | attr.content_type
r = s = 0, s = q                          | signature | test_numbers_out_of_range                        | signature
bit flip of the signature                 | signature | test_every_part_of_the_signature_counts          | signature
trailing bytes                            | form      | test_bytes_behind_the_signature                  | parse
50 MB CMS                                 | form      | test_fifty_megabytes_are_refused_unread          | parse
deep BER nesting                          | form      | test_deep_nesting_costs_nothing                  | parse
deep DER nesting                          | form      | test_deep_nesting_with_true_lengths              | parse
indefinite length                         | form      | test_indefinite_lengths                          | parse
delta CRL as the full one                 | ~revocation | test_a_delta_given_as_the_full_list            | crl.delta
partial CRL as the full one               | cost      | test_a_list_of_some_kinds_only_is_not_the_full_list | crl.critical
CRL signed by another key                 | ~revocation | test_a_list_signed_by_another_key_says_nothing | crl.signature
stale CRL                                 | ~revocation | test_a_list_ends_before_next_update            | crl.stale
stale OCSP                                | ~revocation | test_a_stale_answer                            | ocsp.stale
OCSP for another serial                   | ~revocation | test_an_answer_about_another_certificate       | ocsp.certificate
OCSP of another issuer's certificate      | ~revocation | test_an_answer_about_the_same_serial_number_of_another_issuer | ocsp.certificate
OCSP signed by a user                     | ~revocation | test_an_answer_signed_by_a_person              | ocsp.responder
foreign OCSP responder                    | ~revocation | test_an_answer_by_a_responder_of_another_authority | ocsp.responder
OCSP with a wrong signature               | ~revocation | test_an_answer_with_a_wrong_signature          | ocsp.signature
OCSP answer replayed                      | ~revocation | test_the_nonce_binds_the_answer_to_the_question | ocsp.nonce
serial number that no list can name       | cost      | test_a_serial_number_that_no_list_can_name       | certificate.form
"""


def cases():
    for line in CASES.strip().splitlines():
        case, where, test, code = (part.strip() for part in line.split("|"))
        name = f"test_eds_{where[1:]}.py" if where[0] == "~" else f"test_eds_attacks_on_{where}.py"
        yield pytest.param(HERE / name, test, code, id=case)


@cache
def functions(path: Path) -> dict[str, str]:
    """Each test's source with its decorators."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: "\n".join(
            lines[min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1 : node.end_lineno]
        )
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize(("path", "test", "code"), list(cases()))
def test_the_case_has_its_test_with_the_exact_code(path, test, code):
    assert test in functions(path), f"{path.name} has no {test}"
    assert code in functions(path)[test], f"{test} does not ask for {code}"
    assert "assert" in functions(path)[test] or "pytest.raises" in functions(path)[test]


@pytest.mark.skipif(find_spec("zholdama.eds.xmldsig") is None, reason="no reader of XML signatures here")
@pytest.mark.parametrize("word", ["wrap", "doctype"])
def test_the_xml_reader_has_its_attacks(word):
    tests = {name.lower() for path in HERE.glob("test_eds_xml*.py") for name in functions(path)}
    assert any(word in name for name in tests), tests
