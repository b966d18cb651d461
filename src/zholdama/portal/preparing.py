"""From the answers to the text that is signed: what is still missing, what stands, and whether it still holds."""

from dataclasses import dataclass
from uuid import UUID

from zholdama.applications import document, drafts
from zholdama.applications import queries as applications
from zholdama.applications.drafts import DraftCard
from zholdama.applications.queries import ApplicationCard
from zholdama.applications.rules import still_stands
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock, Kind, begin
from zholdama.identity import queries as identity
from zholdama.identity.queries import PersonCard
from zholdama.ledger.work import current
from zholdama.passport import edition as editions
from zholdama.portal.furniture import language
from zholdama.providers import queries as providers
from zholdama.providers.queries import ProviderCard
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True)
class Prepared:
    """A complete draft before it is signed; `stated` is None where no text has been shown yet."""

    draft: DraftCard
    person: PersonCard
    provider: ProviderCard
    stated: document.Stated | None
    now: Clock
    outdated: str
    live: ApplicationCard | None

    @property
    def ready(self) -> bool:
        """Whether the text can be signed as it stands."""
        return self.stated is not None and not self.outdated and self.live is None


def next_step(person_id: UUID) -> str:
    """The name of the first step that still needs an answer, or "check"."""
    draft = drafts.draft_of(person_id)
    answers = draft.answers if draft else {}
    if providers.open_by_code(answers.get("provider", "")) is None:
        return "centre"
    if answers.get("measure") not in {one.id for one in editions.current().measures}:
        return "measure"
    return "check" if "phone" in answers else "contact"


def after_answer(person_id: UUID) -> str:
    """The next step; where nothing is missing any more, the text has been made anew."""
    step = next_step(person_id)
    if step == "check":
        show(person_id)
    return step


def show(person_id: UUID) -> None:
    """Make the text with the times of this moment, in the language of the page."""
    draft, person = drafts.draft_of(person_id), identity.person(person_id)
    provider = providers.open_by_code(draft.answers["provider"]) if draft else None
    if person is None or provider is None:
        raise Refused("provider_closed", "provider")
    drafts.show(person, provider=provider, language=language())


def prepared(person_id: UUID) -> Prepared:
    """The draft as it stands; only where `next_step` is "check"."""
    draft, person = drafts.draft_of(person_id), identity.person(person_id)
    assert draft is not None
    assert person is not None
    provider = providers.open_by_code(draft.answers["provider"])
    assert provider is not None
    at = current().at
    now = begin(kind=Kind.PORTAL, at=at, calendar=clocks.calendar_of(provider.id), edition=editions.current())
    stated = document.read(draft.document) if draft.document else None
    return Prepared(
        draft=draft,
        person=person,
        provider=provider,
        stated=stated,
        now=now,
        outdated=_outdated(stated, now) if stated else "",
        live=applications.live_of_person(
            person_id, provider_id=provider.id, measure=draft.answers["measure"]
        ),
    )


def _outdated(stated: document.Stated, now: Clock) -> str:
    if stated.language != language():
        return "language"
    try:
        still_stands(stated, at=current().at, accepted_at=now.runs_from)
    except Refused as refused:
        return refused.code
    return ""
