-- Issue a ticket: number of the day and arrival under the lock of the day's book, so numbers follow arrivals.
CREATE OR REPLACE FUNCTION reception_issue(
    p_id uuid, p_provider uuid, p_day date, p_at timestamptz, p_runs_from timestamptz, p_due timestamptz,
    p_calendar text, p_key uuid, p_clock uuid, p_entry text, p_salt bytea, p_facts text
) RETURNS TABLE (ticket uuid, number int, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    v_number int;
    v_sequence bigint;
BEGIN
    IF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'a ticket is issued by the provider of the unit of work' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('reception:' || p_provider::text, 0));
    RETURN QUERY SELECT t.id, t.number, false FROM reception_ticket t
        WHERE t.provider_id = p_provider AND t.idempotency_key = p_key;
    IF FOUND THEN RETURN; END IF;
    SELECT coalesce(max(t.number), 0) + 1 INTO v_number FROM reception_ticket t
        WHERE t.provider_id = p_provider AND t.day = p_day;
    INSERT INTO reception_ticket (id, provider_id, day, number, arrived_at, state, idempotency_key)
    VALUES (p_id, p_provider, p_day, v_number, p_at, 'waiting', p_key);
    v_sequence := ledger_chain_append(p_provider, p_at, 'arrive', p_id, NULL, p_entry, p_salt, p_facts);
    INSERT INTO clocks_clock (id, provider_id, case_id, kind, start_sequence, started_at, runs_from, due_at, calendar_hash)
    VALUES (p_clock, p_provider, p_id, 'waiting', v_sequence, p_at, p_runs_from, p_due, p_calendar);
    RETURN QUERY SELECT p_id, v_number, true;
END $$;
