-- What anybody with a code may learn: state, kind, dates, provider, initials. One answer for unknown and private.
CREATE OR REPLACE FUNCTION referrals_public_state(p_code text)
RETURNS TABLE (state text, number text, kind text, issued_at timestamptz, valid_until date, version int, provider_id uuid, initials text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.state, r.number::text, r.kind, r.issued_at, r.valid_until, r.version, r.provider_id,
           left(p.surname, 1) || '. ' || left(p.given_name, 1) || '.'
    FROM referrals_referral r JOIN identity_person p ON p.id = r.person_id
    WHERE r.code = p_code AND r.code <> ''
$$;

-- The verify codes of referrals that no longer hold, for the published list (as hashes there).
CREATE OR REPLACE FUNCTION referrals_ended()
RETURNS TABLE (code text, state text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.code::text, r.state FROM referrals_referral r WHERE r.state IN ('withdrawn', 'replaced') AND r.code <> ''
$$;

-- Whose link this is, by the hash of its secret: provider and referral, and nothing else. One answer for unknown,
-- expired and revoked.
CREATE OR REPLACE FUNCTION referrals_answer_link(p_hash text, p_on date)
RETURNS TABLE (provider_id uuid, referral_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT l.provider_id, l.referral_id
    FROM referrals_answer_link l
    JOIN referrals_referral r ON r.provider_id = l.provider_id AND r.id = l.referral_id
    WHERE l.secret_hash = p_hash AND l.valid_through >= p_on AND l.closed_at IS NULL
      AND r.state NOT IN ('withdrawn', 'replaced')
$$;
