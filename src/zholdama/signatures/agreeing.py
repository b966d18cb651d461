"""Both verifiers must agree: valid when both say so, invalid when one does, undetermined otherwise."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from zholdama.eds.crl import Crl
from zholdama.eds.trust import TrustStore
from zholdama.signatures import native, ncanode
from zholdama.signatures.judgement import Held, Judgement, Question, outcome

NAME = "both"
log = logging.getLogger("zholdama.signatures")


def judge(question: Question) -> Judgement:
    """Ask both; a disagreement is logged by its codes, without anybody's data."""
    ours, theirs = native.judge(question), ncanode.judge(question)
    if {ours.verdict, theirs.verdict} == {"valid", "invalid"}:
        said = f"{ours.verdict} {','.join(ours.reasons)}; {theirs.verdict} {','.join(theirs.reasons)}"
        log.warning("the two verifiers disagree (native; ncanode): %s", said)
    return _together(ours, theirs)


def given(question: Question, held: Held, store: TrustStore, crls: Sequence[Crl]) -> Judgement:
    """The judgement from what is held, and nothing else."""
    return _together(native.given(question, held, store, crls), ncanode.given(question, held))


def _together(ours: Judgement, theirs: Judgement) -> Judgement:
    # Their other checks are our own once more.
    checks = ours.checks + tuple(one for one in theirs.checks if one.check == ncanode.CHECK)
    verdict, reasons = outcome(checks)
    return replace(
        ours,
        verdict=verdict,
        reasons=reasons,
        checks=checks,
        held=replace(ours.held, answer=theirs.held.answer, answered=theirs.held.answered),
        verifier=NAME,
        silent=ours.silent + theirs.silent,
    )
