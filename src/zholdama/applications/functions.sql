-- The hot path: an application from the portal or through the API, all its rows in one call.
-- An older version with other arguments would stand beside this one, not be replaced.
DO $$ DECLARE f record; BEGIN
    FOR f IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname = 'applications_submit' LOOP
        EXECUTE format('DROP FUNCTION %s', f.name);
    END LOOP; END $$;

CREATE FUNCTION applications_submit(
    p_id uuid, p_provider uuid, p_days text, p_schedule uuid, p_day date,
    p_edition text, p_measure text, p_language text, p_phone text, p_email text, p_wish text, p_registry text,
    p_submitted timestamptz, p_accepted timestamptz, p_due timestamptz, p_year int, p_calendar text,
    p_key uuid, p_stands boolean, p_text bytea, p_cms bytea, p_entry text, p_salt bytea, p_facts text,
    p_person_id uuid, p_iin text, p_surname text, p_given text, p_patronymic text, p_birth date, p_sex text,
    p_kandas boolean, p_folded text, p_sort text, p_source text,
    p_judged timestamptz, p_stamped timestamptz, p_verdict text, p_reasons text, p_checks text, p_signer text,
    p_held text, p_verifier text, p_rules text, p_ocsp bytea, p_timestamp bytea, p_answer bytea,
    p_silent text, p_again timestamptz, p_evidence uuid,
    OUT application uuid, OUT number text, OUT accepted_at timestamptz, OUT due_at timestamptz, OUT fresh boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    v_person uuid;
    v_signature bytea := sha256(p_cms);
    v_sequence bigint;
    v_holds boolean;
    v_text uuid := gen_random_uuid();
    v_cms uuid := gen_random_uuid();
    v_ocsp uuid := CASE WHEN p_ocsp IS NOT NULL THEN gen_random_uuid() END;
    v_timestamp uuid := CASE WHEN p_timestamp IS NOT NULL THEN gen_random_uuid() END;
    v_answer uuid := CASE WHEN p_answer IS NOT NULL THEN gen_random_uuid() END;
BEGIN
    -- The caller may have worked with what it remembered: the provider still serves, and this calendar still holds.
    SELECT p.open AND p_days = (SELECT c.hash FROM clocks_calendar c WHERE c.current)
        AND p_schedule IS NOT DISTINCT FROM (
            SELECT s.id FROM clocks_schedule s WHERE s.provider_id = p_provider AND s.valid_from <= p_day
            ORDER BY s.valid_from DESC LIMIT 1)
        INTO v_holds FROM providers_provider p WHERE p.id = p_provider;
    IF v_holds IS NOT TRUE THEN
        RAISE EXCEPTION 'the provider or its calendar has changed meanwhile' USING ERRCODE = 'ZH004';
    END IF;
    v_person := identity_record(p_person_id, p_iin, p_surname, p_given, p_patronymic, p_birth, p_sex, p_kandas,
                                p_folded, p_sort, p_source, p_submitted);
    -- A signed-in person applies for himself; at the machine's door the signature alone says who applies.
    IF current_setting('role') = 'zholdama_citizen'
       AND v_person IS DISTINCT FROM nullif(current_setting('zholdama.person', true), '')::uuid THEN
        RAISE EXCEPTION 'a person applies for himself' USING ERRCODE = '42501';
    END IF;
    -- The same document sent many times at once: whoever waits for the book's row finds the receipt of the first one.
    -- The key's own index decides whether it was sent before: a look-up could be planned, on a table that was still
    -- empty, over all applications of the provider, and a connection keeps its plans.
    number := ledger_number_give(p_provider, 'A', p_year);
    INSERT INTO applications_application (
        id, provider_id, number, channel, person_id, edition, measure, state, language, phone, email, wish,
        registry_answer, submitted_at, accepted_at, due_at, decision, advice, refusal_reason, refusal_fact, remark, next_step,
        version, idempotency_key, signature_sha256
    ) VALUES (
        p_id, p_provider, number, 'portal', v_person, p_edition, p_measure, 'submitted', p_language, p_phone,
        p_email, p_wish, p_registry, p_submitted, p_accepted, p_due, '', '', '', '', '', '', 1, p_key, v_signature
    ) ON CONFLICT (provider_id, idempotency_key) DO NOTHING;
    IF NOT FOUND THEN
        -- Nobody else has taken a number meanwhile: the book's row is ours until the end.
        UPDATE ledger_number SET last = last - 1 WHERE provider_id = p_provider AND series = 'A' AND year = p_year;
        SELECT a.id, a.number, a.accepted_at, a.due_at, false INTO application, number, accepted_at, due_at, fresh
        FROM applications_application a
        WHERE a.provider_id = p_provider AND a.idempotency_key = p_key AND a.person_id = v_person;
        IF FOUND THEN RETURN; END IF;
        RAISE EXCEPTION 'another person has sent a document with this id'
            USING ERRCODE = '23505', CONSTRAINT = 'an_application_is_made_once';
    END IF;
    IF NOT p_stands THEN
        RAISE EXCEPTION 'what the person saw does not stand any more' USING ERRCODE = 'ZH005';
    END IF;
    INSERT INTO papers_paper (id, provider_id, case_id, person_id, kind, media_type, sha256, content, created_at)
    VALUES
        (v_text, p_provider, p_id, v_person, 'application', 'text/plain', sha256(p_text), p_text, p_submitted),
        (v_cms, p_provider, p_id, v_person, 'application_signature', 'application/cms', v_signature, p_cms, p_submitted);
    -- What the verdict rests on. A service that was asked leaves its bytes; most applications have none.
    IF v_ocsp IS NOT NULL OR v_timestamp IS NOT NULL OR v_answer IS NOT NULL THEN
        INSERT INTO papers_paper (id, provider_id, case_id, kind, media_type, sha256, content, created_at)
        SELECT o.id, p_provider, p_id, o.kind, o.media, sha256(o.content), o.content, p_submitted
        FROM (VALUES (v_ocsp, 'ocsp_answer', 'application/ocsp-response', p_ocsp),
                     (v_timestamp, 'timestamp_token', 'application/cms', p_timestamp),
                     (v_answer, 'verifier_answer', 'application/json', p_answer)) AS o (id, kind, media, content)
        WHERE o.id IS NOT NULL;
    END IF;
    INSERT INTO signatures_evidence (
        id, provider_id, case_id, purpose, paper_id, content_paper_id, ocsp_paper_id, timestamp_paper_id, answer_paper_id,
        signature_sha256, role, bin, received_at, judged_at, stamped_at, verdict, reasons, checks, signer_sha256, held,
        verifier, rules
    ) VALUES (
        p_evidence, p_provider, p_id, 'application', v_cms, v_text, v_ocsp, v_timestamp, v_answer, v_signature,
        'individual', '', p_submitted, p_judged, p_stamped, p_verdict, p_reasons, p_checks, p_signer, p_held,
        p_verifier, p_rules);
    IF p_verdict <> 'valid' THEN
        INSERT INTO signatures_recheck (id, provider_id, case_id, purpose, evidence, state, finding, since, next_at,
                                        attempts, reasons, silent, silent_since, reason)
        VALUES (gen_random_uuid(), p_provider, p_id, 'application', p_evidence, 'open', '', p_submitted, p_again, 0,
                p_reasons, p_silent, CASE WHEN p_silent <> '' THEN p_submitted END, '');
    END IF;
    INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
    VALUES (gen_random_uuid(), p_provider, v_person, 'case', '', p_submitted) ON CONFLICT DO NOTHING;
    PERFORM identity_index_name(p_provider, v_person);
    v_sequence := ledger_chain_append(p_provider, p_submitted, 'submit', p_id, number, p_entry, p_salt, p_facts);
    INSERT INTO clocks_clock (id, provider_id, case_id, kind, start_sequence, started_at, runs_from, due_at, calendar_hash)
    VALUES (gen_random_uuid(), p_provider, p_id, 'portal', v_sequence, p_submitted, p_accepted, p_due, p_calendar);
    application := p_id; accepted_at := p_accepted; due_at := p_due; fresh := true;
END $$;
