-- The chain. Steps are appended by these functions alone; no role may insert, change or remove a row.

CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'ZH001';
END $$;

-- Internal: appends without asking who calls. Granted to nobody.
CREATE OR REPLACE FUNCTION ledger_chain_append(
    p_provider uuid, p_at timestamptz, p_act text, p_case uuid, p_number text,
    p_entry text, p_salt bytea, p_facts text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    v_rest text := substr(p_entry, 2);
    v_sequence bigint;
    v_hash bytea;
BEGIN
    IF p_number IS NOT NULL THEN
        v_rest := '"number":"' || p_number || '",' || v_rest;
    END IF;
    UPDATE ledger_chain SET
        sequence = sequence + 1,
        hash = sha256(hash || convert_to('{"sequence":' || (sequence + 1) || ',' || v_rest, 'UTF8')),
        at = greatest(at, p_at)
    WHERE provider_id = p_provider
    RETURNING sequence, hash INTO v_sequence, v_hash;
    IF v_sequence IS NULL THEN
        INSERT INTO ledger_chain (provider_id, sequence, hash, at)
        VALUES (p_provider, 0, decode(repeat('00', 32), 'hex'), p_at) ON CONFLICT DO NOTHING;
        RETURN ledger_chain_append(p_provider, p_at, p_act, p_case, p_number, p_entry, p_salt, p_facts);
    END IF;
    INSERT INTO ledger_entry (provider_id, sequence, at, act, case_id, entry, hash)
    VALUES (p_provider, v_sequence, p_at, p_act, p_case, '{"sequence":' || v_sequence || ',' || v_rest, v_hash);
    IF p_facts IS NOT NULL THEN
        INSERT INTO ledger_facts (provider_id, sequence, salt, facts)
        VALUES (p_provider, v_sequence, p_salt, p_facts);
    END IF;
    RETURN v_sequence;
END $$;

-- The one way for staff, operators, citizens and jobs: the tenant is checked here, below every line of Python.
CREATE OR REPLACE FUNCTION ledger_append(
    p_provider uuid, p_at timestamptz, p_act text, p_case uuid, p_number text,
    p_entry text, p_salt bytea, p_facts text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_setting('role') = 'zholdama_citizen' THEN
        IF NOT EXISTS (
            SELECT 1 FROM applications_application
            WHERE id = p_case AND provider_id = p_provider
              AND person_id = current_setting('zholdama.person')::uuid
        ) THEN
            RAISE EXCEPTION 'a citizen takes steps in his own cases only' USING ERRCODE = '42501';
        END IF;
    ELSIF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'a step belongs to the provider of the unit of work' USING ERRCODE = '42501';
    END IF;
    RETURN ledger_chain_append(p_provider, p_at, p_act, p_case, p_number, p_entry, p_salt, p_facts);
END $$;

-- Internal: the next number of a series, gapless because it is given inside the transaction that uses it.
CREATE OR REPLACE FUNCTION ledger_number_give(p_provider uuid, p_series text, p_year int)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
-- plpgsql, because it keeps its plans: a function in plain SQL is planned anew at each call before PostgreSQL 18.
DECLARE v_last bigint; v_code text;
BEGIN
    INSERT INTO ledger_number (provider_id, series, year, last) VALUES (p_provider, p_series, p_year, 1)
    ON CONFLICT (provider_id, series, year) DO UPDATE SET last = ledger_number.last + 1
    RETURNING last INTO v_last;
    SELECT code INTO v_code FROM providers_provider WHERE id = p_provider;
    RETURN p_series || v_code || '-' || to_char(p_year % 100, 'FM00') || '-' || to_char(v_last, 'FM000000');
END $$;

CREATE OR REPLACE FUNCTION ledger_number_next(p_provider uuid, p_series text, p_year int)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_setting('role') <> 'zholdama_staff'
       OR p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'a number is given by the provider of the unit of work' USING ERRCODE = '42501';
    END IF;
    RETURN ledger_number_give(p_provider, p_series, p_year);
END $$;

-- Erasure of facts: the row goes, with its salt; the chain keeps the hash and still verifies.
CREATE OR REPLACE FUNCTION ledger_erase_facts(p_provider uuid, p_sequence bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM ledger_facts WHERE provider_id = p_provider AND sequence = p_sequence
$$;
