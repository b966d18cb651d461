-- One record per person for the country. A provider meets a person only on a ground that is recorded with it.
CREATE OR REPLACE FUNCTION identity_record(
    p_id uuid, p_iin text, p_surname text, p_given text, p_patronymic text, p_birth date, p_sex text, p_kandas boolean,
    p_folded text, p_sort text, p_source text, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid;
BEGIN
    IF p_iin IS NULL THEN
        SELECT id INTO v_id FROM identity_person WHERE id = p_id;
    END IF;
    IF v_id IS NULL THEN
        -- Not asked first: the index of the number answers at once whether there is a record.
        INSERT INTO identity_person (id, iin, surname, given_name, patronymic, birth_date, sex, is_kandas,
                                     folded_key, sort_key, source, source_at)
        VALUES (p_id, p_iin, p_surname, p_given, p_patronymic, p_birth, p_sex, p_kandas, p_folded, p_sort, p_source, p_at)
        ON CONFLICT (iin) DO NOTHING RETURNING id INTO v_id;
        IF FOUND THEN RETURN v_id; END IF;
        SELECT id INTO v_id FROM identity_person WHERE iin = p_iin;
    END IF;
    IF p_source = 'register' THEN
        -- The register's newer answer replaces what a document or an older answer said; a counter's typing never does.
        UPDATE identity_person SET surname = p_surname, given_name = p_given, patronymic = p_patronymic,
            birth_date = p_birth, sex = p_sex, is_kandas = p_kandas, folded_key = p_folded, sort_key = p_sort,
            source = p_source, source_at = p_at
        WHERE id = v_id AND (surname, given_name, patronymic, is_kandas) IS DISTINCT FROM (p_surname, p_given, p_patronymic, p_kandas);
    END IF;
    RETURN v_id;
END $$;

-- The words of a person's name as this provider has met him; a name that has changed since is found by both.
CREATE OR REPLACE FUNCTION identity_index_name(p_provider uuid, p_person uuid)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO identity_name_word (provider_id, word, person_id)
    SELECT p_provider, word, p.id FROM identity_person p, unnest(string_to_array(p.folded_key, ' ')) AS word
    WHERE p.id = p_person AND word <> '' ON CONFLICT DO NOTHING
$$;

-- Staff: ground 'ticket' needs an own ticket being served, 'search' a reason; both leave a reading behind.
CREATE OR REPLACE FUNCTION identity_meet(
    p_provider uuid, p_ticket uuid, p_reason text, p_actor uuid, p_actor_role text, p_screen text, p_at timestamptz,
    p_id uuid, p_iin text, p_surname text, p_given text, p_patronymic text, p_birth date, p_sex text, p_kandas boolean,
    p_folded text, p_sort text, p_source text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid; v_ground text;
BEGIN
    IF current_setting('role') <> 'zholdama_staff'
       OR p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'a provider meets people for itself' USING ERRCODE = '42501';
    END IF;
    IF p_ticket IS NOT NULL THEN
        IF NOT EXISTS (SELECT 1 FROM reception_ticket WHERE id = p_ticket AND provider_id = p_provider AND state = 'serving') THEN
            RAISE EXCEPTION 'no person is being served on this ticket' USING ERRCODE = '42501';
        END IF;
        v_ground := 'ticket';
    ELSIF coalesce(btrim(p_reason), '') <> '' THEN
        v_ground := 'search';
    ELSE
        RAISE EXCEPTION 'a search states its reason' USING ERRCODE = '42501';
    END IF;
    v_id := identity_record(p_id, p_iin, p_surname, p_given, p_patronymic, p_birth, p_sex, p_kandas, p_folded, p_sort, p_source, p_at);
    INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
    VALUES (gen_random_uuid(), p_provider, v_id, v_ground, coalesce(p_reason, ''), p_at) ON CONFLICT DO NOTHING;
    PERFORM identity_index_name(p_provider, v_id);
    INSERT INTO access_reading (provider_id, person_id, actor_id, actor_role, screen, reason, at)
    VALUES (p_provider, v_id, p_actor, p_actor_role, p_screen, coalesce(p_reason, ''), p_at);
    RETURN v_id;
END $$;

-- Search by IIN with a stated reason, without making a record of somebody who is not there.
CREATE OR REPLACE FUNCTION identity_search(
    p_provider uuid, p_iin text, p_reason text, p_actor uuid, p_actor_role text, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid;
BEGIN
    IF current_setting('role') <> 'zholdama_staff'
       OR p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid
       OR coalesce(btrim(p_reason), '') = '' THEN
        RAISE EXCEPTION 'a search states its reason, for the own provider' USING ERRCODE = '42501';
    END IF;
    SELECT id INTO v_id FROM identity_person WHERE iin = p_iin;
    IF v_id IS NOT NULL THEN
        INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
        VALUES (gen_random_uuid(), p_provider, v_id, 'search', p_reason, p_at) ON CONFLICT DO NOTHING;
        PERFORM identity_index_name(p_provider, v_id);
        INSERT INTO access_reading (provider_id, person_id, actor_id, actor_role, screen, reason, at)
        VALUES (p_provider, v_id, p_actor, p_actor_role, 'search', p_reason, p_at);
    END IF;
    RETURN v_id;
END $$;

-- Staff: a person who has been met has a case here now. A case written for a stranger does not make him known.
CREATE OR REPLACE FUNCTION identity_case(p_provider uuid, p_person uuid, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_setting('role') <> 'zholdama_staff'
       OR p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid
       OR NOT EXISTS (SELECT 1 FROM identity_acquaintance WHERE provider_id = p_provider AND person_id = p_person) THEN
        RAISE EXCEPTION 'a case is opened for somebody whom the provider has met' USING ERRCODE = '42501';
    END IF;
    INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
    VALUES (gen_random_uuid(), p_provider, p_person, 'case', '', p_at) ON CONFLICT DO NOTHING;
END $$;

-- The portal: a person who has proved with a certificate who he is.
CREATE OR REPLACE FUNCTION identity_enter(
    p_id uuid, p_iin text, p_surname text, p_given text, p_patronymic text, p_birth date, p_sex text, p_kandas boolean,
    p_folded text, p_sort text, p_source text, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_setting('role') <> 'zholdama_doorkeeper' OR p_iin IS NULL THEN
        RAISE EXCEPTION 'people enter through the door' USING ERRCODE = '42501';
    END IF;
    RETURN identity_record(p_id, p_iin, p_surname, p_given, p_patronymic, p_birth, p_sex, p_kandas, p_folded, p_sort, p_source, p_at);
END $$;

-- Staff: a person without an IIN is known by a document that was shown before, together with the same name.
CREATE OR REPLACE FUNCTION identity_met_before(p_kind text, p_number text, p_folded text)
RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.id FROM identity_document d JOIN identity_person p ON p.id = d.person_id
    WHERE d.kind = p_kind AND d.number = p_number AND p.iin IS NULL AND p.folded_key = p_folded
    ORDER BY p.source_at LIMIT 1
$$;
