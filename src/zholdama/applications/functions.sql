-- The hot path: an application from the portal or through the API, all its rows in one call.
CREATE OR REPLACE FUNCTION applications_submit(
    p_id uuid, p_provider uuid, p_edition text, p_measure text, p_language text, p_phone text,
    p_wish text, p_registry text, p_submitted timestamptz, p_accepted timestamptz, p_due timestamptz,
    p_year int, p_calendar text, p_key uuid, p_signature bytea,
    p_text_id uuid, p_text bytea, p_text_sha bytea, p_cms_id uuid, p_cms bytea, p_clock uuid,
    p_entry text, p_salt bytea, p_facts text,
    p_person_id uuid, p_iin text, p_surname text, p_given text, p_patronymic text, p_birth date, p_sex text,
    p_kandas boolean, p_folded text, p_sort text, p_source text
) RETURNS TABLE (application uuid, number text, accepted_at timestamptz, due_at timestamptz, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    v_number text;
    v_sequence bigint;
    p_person uuid;
BEGIN
    p_person := identity_record(p_person_id, p_iin, p_surname, p_given, p_patronymic, p_birth, p_sex, p_kandas,
                                p_folded, p_sort, p_source, p_submitted);
    -- A signed-in person applies for himself; at the machine's door the signature alone says who applies.
    IF current_setting('role') = 'zholdama_citizen'
       AND p_person IS DISTINCT FROM nullif(current_setting('zholdama.person', true), '')::uuid THEN
        RAISE EXCEPTION 'a person applies for himself' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT a.id, a.number::text, a.accepted_at, a.due_at, false FROM applications_application a
        WHERE a.provider_id = p_provider AND a.idempotency_key = p_key AND a.person_id = p_person;
    IF FOUND THEN RETURN; END IF;
    v_number := ledger_number_give(p_provider, 'A', p_year);
    INSERT INTO applications_application (
        id, provider_id, number, channel, person_id, edition, measure, state, language, phone, wish,
        registry_answer, submitted_at, accepted_at, due_at, decision, advice, refusal_reason, refusal_fact, remark, next_step,
        version, idempotency_key, signature_sha256
    ) VALUES (
        p_id, p_provider, v_number, 'portal', p_person, p_edition, p_measure, 'submitted', p_language, p_phone,
        p_wish, p_registry, p_submitted, p_accepted, p_due, '', '', '', '', '', '', 1, p_key, p_signature
    );
    INSERT INTO papers_paper (id, provider_id, case_id, person_id, kind, media_type, sha256, content, created_at)
    VALUES
        (p_text_id, p_provider, p_id, p_person, 'application', 'text/plain', p_text_sha, p_text, p_submitted),
        (p_cms_id, p_provider, p_id, p_person, 'application_signature', 'application/cms', p_signature, p_cms, p_submitted);
    INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
    VALUES (gen_random_uuid(), p_provider, p_person, 'case', '', p_submitted) ON CONFLICT DO NOTHING;
    v_sequence := ledger_chain_append(p_provider, p_submitted, 'submit', p_id, v_number, p_entry, p_salt, p_facts);
    INSERT INTO clocks_clock (id, provider_id, case_id, kind, start_sequence, started_at, runs_from, due_at, calendar_hash)
    VALUES (p_clock, p_provider, p_id, 'portal', v_sequence, p_submitted, p_accepted, p_due, p_calendar);
    RETURN QUERY SELECT p_id, v_number, p_accepted, p_due, true;
END $$;
