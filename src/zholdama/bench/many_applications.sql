-- Applications of as many people in one provider, most of them delivered, or all of them open. Values: provider, code,
-- people (the first three digits of their numbers), number, at, salt, open.
-- Made-up people: the 7th digit of their numbers is 9, the last one is not checked here, and nobody real is meant.
CREATE TEMPORARY TABLE many ON COMMIT DROP AS
SELECT i, md5('person' || i || %(salt)s)::uuid AS person, md5('case' || i || %(salt)s)::uuid AS application,
    %(at)s::timestamptz - i * interval '3 minutes' AS submitted,
    CASE WHEN i %% 50 > 1 AND NOT %(open)s THEN 'delivered'
         WHEN i %% 50 = 1 OR %(open)s THEN
             (ARRAY['submitted', 'registered', 'in_review', 'returned', 'awaiting_signature'])[1 + i / 50 %% 5]
         WHEN i %% 300 = 0 THEN 'refused'
         WHEN i %% 100 = 0 THEN 'decided_positively'
         ELSE 'withdrawn' END AS state
FROM generate_series(1, %(number)s) AS i;

INSERT INTO identity_person (id, iin, surname, given_name, patronymic, sex, is_kandas, folded_key, sort_key,
    source, source_at)
SELECT person, %(people)s || lpad((i / 10000)::text, 3, '0') || '9' || lpad((i %% 10000)::text, 5, '0'),
    'Үлгіұлы', 'Мысал', '', '', false, 'ахмет' || i %% 500 || ' мисал' || i, 'bench ' || i, 'document', submitted
FROM many;

INSERT INTO identity_acquaintance (id, provider_id, person_id, ground, reason, since)
SELECT gen_random_uuid(), %(provider)s, person, 'case', '', submitted FROM many;

INSERT INTO identity_name_word (provider_id, word, person_id)
SELECT %(provider)s, word, p.id FROM many JOIN identity_person p ON p.id = person,
    unnest(string_to_array(p.folded_key, ' ')) AS word;

INSERT INTO applications_application (id, provider_id, number, channel, person_id, edition, measure, state, language,
    phone, wish, registry_answer, submitted_at, accepted_at, due_at, decision, advice, refusal_reason, refusal_fact,
    remark, next_step, version, idempotency_key)
SELECT application, %(provider)s, 'A' || %(code)s || '-26-' || lpad(i::text, 6, '0'), 'portal', person, '2015', 'job_placement',
    state, 'kk', '', '', 'found', submitted, submitted, submitted + interval '9 hours', '', '', '', '', '', '', 1,
    gen_random_uuid()
FROM many;

INSERT INTO referrals_referral (id, provider_id, application_id, person_id, kind, state, number, code, key_id, version,
    issued_at, valid_until, reminders)
SELECT gen_random_uuid(), %(provider)s, application, person, 'job_placement', 'delivered',
    'R' || %(code)s || '-26-' || lpad(i::text, 6, '0'), upper(md5(i || %(salt)s)), '', 1, submitted, submitted::date, 0
FROM many WHERE state = 'delivered';

INSERT INTO clocks_clock (id, provider_id, case_id, kind, start_sequence, started_at, runs_from, due_at, calendar_hash)
SELECT gen_random_uuid(), %(provider)s, application, 'portal', i, submitted, submitted, submitted, '' FROM many
