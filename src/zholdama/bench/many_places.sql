-- Open places of one measure at one provider. Values: provider, number, on (a date), salt.
-- Professions follow Zipf over 444 unit groups (as many as the classifier has): the commonest has one place in seven.
-- Half of the places lie in the provider's own town, the others in villages of its district and in other districts.
INSERT INTO opportunities_place (id, provider_id, measure, title_kk, title_ru, organisation, organisation_bin, address,
    contact, regime_kk, regime_ru, total, reserved, taken, valid_until, created_at, profession, description_kk,
    description_ru, kato, work_mode, education, demands, budget, reminders, end_reason, version, wage_tenge)
SELECT md5('place' || i || %(salt)s)::uuid, %(provider)s, 'job_placement', 'Орын ' || i, 'Место ' || i, '«Үлгі» ЖШС', '',
    'Үлгі көшесі, ' || i %% 200, '', '', '', 1 + i %% 5, i %% 6 %% (1 + i %% 5), 0,
    %(on)s::date + i * 7 %% 90, %(on)s::date, (SELECT code FROM bench_group WHERE place = g), '', '',
    CASE WHEN i %% 2 = 0 THEN '111010100'
         WHEN i %% 10 < 8 THEN '1110' || lpad((30 + i * 11 %% 40)::text, 2, '0') || '100'
         ELSE '11' || lpad((20 + i * 3 %% 17)::text, 2, '0') || '10100' END,
    (ARRAY['full_day', 'full_day', 'full_day', 'shift', 'part_time', 'remote', ''])[1 + i * 13 %% 7],
    (ARRAY['', '', 'secondary', 'vocational', 'vocational', 'higher', 'basic_secondary'])[1 + i * 5 %% 7],
    CASE i %% 9 WHEN 0 THEN ARRAY['lifting'] WHEN 1 THEN ARRAY['night', 'standing'] ELSE ARRAY[]::text[] END,
    '', 0, '', 1, CASE WHEN i %% 11 = 0 THEN NULL ELSE 85000 + i * 37 %% 40 * 10000 END
FROM (SELECT i, least(444, floor(exp(random() * ln(444.999))))::int AS g FROM generate_series(1, %(number)s) AS i) AS drawn
