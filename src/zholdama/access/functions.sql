-- A head resets or creates accounts of the own provider's staff without any right on the table of accounts.
CREATE OR REPLACE FUNCTION access_reset_account(p_provider uuid, p_account uuid, p_password text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid
       OR NOT EXISTS (SELECT 1 FROM providers_staff WHERE provider_id = p_provider AND account_id = p_account) THEN
        RAISE EXCEPTION 'an account is reset by its own provider' USING ERRCODE = '42501';
    END IF;
    UPDATE access_account SET password = p_password, must_change_password = true, generation = generation + 1
    WHERE id = p_account;
    DELETE FROM otp_totp_totpdevice WHERE user_id = p_account;
END $$;

CREATE OR REPLACE FUNCTION access_end_sessions(p_provider uuid, p_account uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid
       OR NOT EXISTS (SELECT 1 FROM providers_staff WHERE provider_id = p_provider AND account_id = p_account) THEN
        RAISE EXCEPTION 'sessions are ended by the own provider' USING ERRCODE = '42501';
    END IF;
    UPDATE access_account SET generation = generation + 1 WHERE id = p_account;
END $$;

CREATE OR REPLACE FUNCTION access_create_account(
    p_provider uuid, p_id uuid, p_login text, p_name text, p_password text, p_demonstration boolean
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_provider IS DISTINCT FROM nullif(current_setting('zholdama.provider', true), '')::uuid THEN
        RAISE EXCEPTION 'an account is made by its own provider' USING ERRCODE = '42501';
    END IF;
    INSERT INTO access_account (id, login, name, password, oversight, active, demonstration, must_change_password, generation)
    VALUES (p_id, p_login, p_name, p_password, '', true, p_demonstration, NOT p_demonstration, 0);
END $$;

-- One more question of this source in this minute; the minutes that are over go as new sources come.
CREATE OR REPLACE FUNCTION access_count_question(p_source text, p_minute timestamptz)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE counted int;
BEGIN
    INSERT INTO access_question AS q (source, minute, asked) VALUES (p_source, p_minute, 1)
    ON CONFLICT (source) DO UPDATE SET minute = EXCLUDED.minute,
        asked = CASE WHEN q.minute = EXCLUDED.minute THEN q.asked + 1 ELSE 1 END
    RETURNING asked INTO counted;
    IF counted = 1 THEN
        DELETE FROM access_question WHERE source IN (
            SELECT source FROM access_question WHERE minute < p_minute - interval '5 minutes' LIMIT 20 FOR UPDATE SKIP LOCKED
        );
    END IF;
    RETURN counted;
END $$;
