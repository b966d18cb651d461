-- One lock per queue: numbers are given, the next is called and places are given back under it, one after the other.
CREATE OR REPLACE FUNCTION reception_lock(p_provider uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'a queue is worked by the provider of the unit of work' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('reception:' || p_provider::text, 0));
END $$;

-- Issue a ticket: number of the day and arrival under the queue's lock, so numbers follow arrivals.
CREATE OR REPLACE FUNCTION reception_issue(
    p_id uuid, p_provider uuid, p_day date, p_series text, p_at timestamptz, p_runs_from timestamptz, p_due timestamptz,
    p_calendar text, p_key uuid, p_clock uuid, p_entry text, p_salt bytea, p_facts text
) RETURNS TABLE (ticket uuid, series text, number int, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    v_number int;
    v_sequence bigint;
BEGIN
    PERFORM reception_lock(p_provider);
    RETURN QUERY SELECT t.id, t.series::text, t.number, false FROM reception_ticket t
        WHERE t.provider_id = p_provider AND t.idempotency_key = p_key;
    IF FOUND THEN RETURN; END IF;
    SELECT coalesce(max(t.number), 0) + 1 INTO v_number FROM reception_ticket t
        WHERE t.provider_id = p_provider AND t.day = p_day;
    INSERT INTO reception_ticket (id, provider_id, day, series, number, arrived_at, state, recalls, idempotency_key)
    VALUES (p_id, p_provider, p_day, p_series, v_number, p_at, 'waiting', 0, p_key);
    v_sequence := ledger_chain_append(p_provider, p_at, 'arrive', p_id, NULL, p_entry, p_salt, p_facts);
    INSERT INTO clocks_clock (id, provider_id, case_id, kind, start_sequence, started_at, runs_from, due_at, calendar_hash)
    VALUES (p_clock, p_provider, p_id, 'waiting', v_sequence, p_at, p_runs_from, p_due, p_calendar);
    RETURN QUERY SELECT p_id, p_series, v_number, true;
END $$;

-- Call whoever has waited longest. A caller waits for the one before him, however slow, and passes over nobody:
-- a call that is rolled back leaves its ticket first in the queue. `said`: called, again, finish_first, nobody_waits.
CREATE OR REPLACE FUNCTION reception_call(
    p_provider uuid, p_counter uuid, p_specialist uuid, p_at timestamptz, p_key uuid, p_act uuid,
    p_entry text, p_salt bytea, p_facts text
) RETURNS TABLE (said text, ticket uuid, series text, number int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    v_ticket reception_ticket%ROWTYPE;
BEGIN
    PERFORM reception_lock(p_provider);
    RETURN QUERY SELECT 'again', t.id, t.series::text, t.number
        FROM reception_act a JOIN reception_ticket t ON t.provider_id = a.provider_id AND t.id = a.ticket_id
        WHERE a.provider_id = p_provider AND a.key = p_key AND a.act = 'call';
    IF FOUND THEN RETURN; END IF;
    IF EXISTS (SELECT 1 FROM reception_ticket t WHERE t.provider_id = p_provider AND t.specialist_id = p_specialist
               AND t.state IN ('called', 'serving')) THEN
        RETURN QUERY SELECT 'finish_first', NULL::uuid, NULL::text, NULL::int;
        RETURN;
    END IF;
    SELECT * INTO v_ticket FROM reception_ticket t WHERE t.provider_id = p_provider AND t.state = 'waiting'
        ORDER BY t.arrived_at, t.number LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'nobody_waits', NULL::uuid, NULL::text, NULL::int;
        RETURN;
    END IF;
    UPDATE reception_ticket t SET state = 'called', counter_id = p_counter, specialist_id = p_specialist,
        called_at = p_at, recalls = 0 WHERE t.provider_id = p_provider AND t.id = v_ticket.id;
    INSERT INTO reception_act (id, provider_id, key, ticket_id, act, at, counter_id)
    VALUES (p_act, p_provider, p_key, v_ticket.id, 'call', p_at, p_counter);
    -- Whose turn it is shows only here: the ticket is put into the text that Python has made.
    PERFORM ledger_chain_append(p_provider, p_at, 'call', v_ticket.id, NULL,
        replace(p_entry, '"case":null', '"case":"' || v_ticket.id::text || '"'), p_salt, p_facts);
    RETURN QUERY SELECT 'called', v_ticket.id, v_ticket.series::text, v_ticket.number;
END $$;

-- Below every action: place and number stay, steps are those of the table, and nobody is called before an earlier one.
CREATE OR REPLACE FUNCTION reception_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a ticket is never removed: % is refused', TG_OP USING ERRCODE = 'ZH002';
    END IF;
    IF (OLD.id, OLD.provider_id, OLD.day, OLD.series, OLD.number, OLD.arrived_at, OLD.idempotency_key)
       IS DISTINCT FROM (NEW.id, NEW.provider_id, NEW.day, NEW.series, NEW.number, NEW.arrived_at, NEW.idempotency_key) THEN
        RAISE EXCEPTION 'a ticket keeps its number and its place in the queue' USING ERRCODE = 'ZH002';
    END IF;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF OLD.state || ' ' || NEW.state NOT IN ('waiting called', 'waiting left', 'called serving', 'called missed', 'called waiting',
        'missed waiting', 'missed no_show', 'serving waiting', 'serving served') THEN
        RAISE EXCEPTION 'no step leads a ticket from % to %', OLD.state, NEW.state USING ERRCODE = 'ZH002';
    END IF;
    IF NEW.state = 'called' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('reception:' || NEW.provider_id::text, 0));
        IF EXISTS (SELECT 1 FROM reception_ticket t WHERE t.provider_id = NEW.provider_id AND t.state = 'waiting'
                   AND (t.arrived_at, t.number) < (NEW.arrived_at, NEW.number)) THEN
            RAISE EXCEPTION 'an earlier ticket waits: nobody is called before it' USING ERRCODE = 'ZH002';
        END IF;
    END IF;
    RETURN NEW;
END $$;
