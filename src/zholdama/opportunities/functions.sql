-- A stranger brings a secret: which organisation of which provider it opens, if any. Nothing is changed by asking.
CREATE OR REPLACE FUNCTION opportunities_link(p_hash text, p_at timestamptz)
RETURNS TABLE (link uuid, provider uuid, organisation uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id, provider_id, organisation_id FROM opportunities_organisation_link
    WHERE secret_hash = p_hash AND revoked_at IS NULL AND expires_at > p_at AND wrong_digits < 5
$$;
