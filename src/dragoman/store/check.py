"""Views with which comparative claims are checked on the record (DOMAIN, 4.18): what happened, who took part, and which months the store covers.

The named query ``checked-comparisons`` asks them. A claim holds only where a happening of its own is known, the store covers the whole window, and nothing
in it contradicts; a store that does not cover the window determines nothing. Imported events count only where that is asked for.
"""

from __future__ import annotations

#: One row for each happening that a claim may be compared with: ``class``, ``key`` (who towards whom), ``target`` (whom alone), ``day``, ``value`` (dead), ``origin``.
#: Imported events have neither document nor evidence nor dead; a visit's visitor is the party that they name (CAMEO 043: the recipient).
_HISTORY = """
CREATE MACRO countries_key(parties) AS CASE WHEN len(parties) = 1 THEN coalesce(parties[1].country, '')  -- most sides are one party: a fourth of the time
    ELSE array_to_string(list_sort(list_distinct(list_filter(list_transform(parties, lambda p: p.country), lambda c: c IS NOT NULL))), '+') END;
CREATE MACRO flat_key(countries) AS replace(coalesce(countries, ''), ';', '+');
CREATE VIEW history AS
    SELECT 'visit' AS class, lower(list_last(string_split(v.party.name, ' '))) || '>' || host_country AS key, host_country AS target,
        substr("start"."start", 1, 10) AS day, NULL::BIGINT AS value, id, document_id, evidence, 'dragoman' AS origin
    FROM (SELECT *, unnest(list_filter(participants, lambda p: p.role = 'visitor')) AS v FROM meetings
        WHERE kind = 'visit' AND status IN ('held', 'under_way') AND host_country IS NOT NULL AND len("start"."start") >= 10)
    UNION ALL
    SELECT 'meeting', countries_key(list_transform(participants, lambda p: p.party)), NULL, substr("start"."start", 1, 10), NULL, id, document_id, evidence, 'dragoman'
    FROM meetings WHERE kind NOT IN ('visit', 'signing') AND status IN ('held', 'under_way')
    UNION ALL
    SELECT 'agreement', countries_key(parties), NULL, substr(g."when"."start", 1, 10), NULL, id, document_id, evidence, 'dragoman'
    FROM (SELECT *, unnest(list_filter(stages, lambda s: s.stage = 'signed')) AS g FROM agreements)
    UNION ALL
    SELECT CASE WHEN event_type = 'ASSAULT' THEN 'attack' ELSE 'expulsion' END, flat_key(actor_countries) || '>' || flat_key(recipient_countries), flat_key(recipient_countries),
        substr("when"."start", 1, 10), casualties.dead, id, document_id, evidence, 'dragoman'
    FROM events WHERE status IN ('asserted', 'attributed') AND (event_type = 'ASSAULT' OR (event_type = 'SANCTION' AND list_contains(modes, 'expel')))
    UNION ALL
    SELECT CASE WHEN event_type = 'ASSAULT' THEN 'attack' ELSE 'expulsion' END, countries_key(actors) || '>' || countries_key(recipients), countries_key(recipients),
        "date", NULL, id, NULL, NULL, origin
    FROM imported_events WHERE event_type = 'ASSAULT' OR (event_type = 'SANCTION' AND list_contains(modes, 'expel'))
    UNION ALL
    SELECT CASE WHEN cameo = '057' THEN 'agreement' ELSE 'meeting' END, countries_key(list_concat(actors, recipients)), NULL, "date", NULL, id, NULL, NULL, origin
    FROM imported_events WHERE cameo IN ('046', '057') OR (event_type = 'CONSULT' AND list_has_any(modes, ['third-party', 'multilateral']))
    UNION ALL
    SELECT 'visit', lower(list_last(string_split(v.name, ' '))) || '>' || h.country, h.country, "date", NULL, id, NULL, NULL, origin
    FROM (SELECT *, unnest(hosts) AS h FROM (SELECT id, "date", origin, unnest(CASE WHEN cameo = '043' THEN recipients ELSE actors END) AS v,
            CASE WHEN cameo = '043' THEN actors ELSE recipients END AS hosts FROM imported_events WHERE event_type = 'CONSULT' AND list_contains(modes, 'visit')))
    WHERE v.name IS NOT NULL AND h.country IS NOT NULL AND v.country IS DISTINCT FROM h.country;
CREATE VIEW coverage_months AS
    SELECT substr(published_at, 1, 7) AS month, 'dragoman' AS origin, count(*) AS documents FROM documents WHERE length(published_at) >= 7 GROUP BY ALL
    UNION ALL SELECT substr("date", 1, 7), origin, count(*) FROM imported_events GROUP BY ALL;
"""
#: Of each claim: what class of happenings the first words of its subject name ("visit by a Russian leader"; nothing for "the first time that ..."), and the days that its window spans, the period that it counts from left out.
_CLAIMS = r"""
CREATE VIEW comparisons_asked AS
    SELECT c.*, CASE WHEN regexp_matches(named, '\b(visit|trip)s?\b', 'i') THEN 'visit' WHEN regexp_matches(named, '\b(meeting|summit|talks)s?\b', 'i') THEN 'meeting'
            WHEN regexp_matches(named, '\b(treaty|accord|agreement|pact|ceasefire|deal)s?\b', 'i') THEN 'agreement'
            WHEN regexp_matches(named, '\b(attack|strike|raid|assault|shelling|bombing)s?\b', 'i') THEN 'attack'
            WHEN regexp_matches(named, '\bexpulsions?\b', 'i') THEN 'expulsion' END AS class,
        substr(CAST(CASE "window"."precision" WHEN 'year' THEN date_trunc('year', CAST(substr("window"."start", 1, 10) AS DATE)) + INTERVAL 1 YEAR
            WHEN 'month' THEN date_trunc('month', CAST(substr("window"."start", 1, 10) AS DATE)) + INTERVAL 1 MONTH
            ELSE CAST(substr("window"."start", 1, 10) AS DATE) + INTERVAL 1 DAY END AS VARCHAR), 1, 10) AS since_day, substr("window"."end", 1, 10) AS until_day
    FROM (SELECT *, evidence[1]."text" AS words, CASE WHEN subject ILIKE 'time %' THEN '' ELSE array_to_string(string_split(subject, ' ')[:4], ' ') END AS named
        FROM comparative_claims) c;
CREATE MACRO check_comparisons(least, whose) AS TABLE
    WITH known AS (SELECT CASE WHEN whose IN ('all', 'dragoman') OR whose IN (SELECT origin FROM imports) THEN true
            ELSE error('the store has no events of origin ' || whose) END AS yes),
        asked AS (SELECT *, coalesce(class IS NOT NULL AND since_day IS NOT NULL AND until_day IS NOT NULL
            AND (kind = 'first_since' OR (kind = 'superlative_since' AND lower(measure) = 'deadliest')), false) AS can FROM comparisons_asked),
        past AS MATERIALIZED (SELECT h.* EXCLUDE (evidence), CASE WHEN d.document_id IS NOT NULL THEN evidence ELSE [] END AS evidence
            FROM history h LEFT JOIN (SELECT DISTINCT document_id FROM asked WHERE can) d USING (document_id) WHERE day IS NOT NULL AND class IN (SELECT class FROM asked WHERE can) AND (origin IN ('dragoman', whose) OR whose = 'all')),
        own AS (SELECT a.id AS claim, a.document_id, a.kind, a.class, a.since_day, max(h.key) AS key, max(h.target) AS target, max(h.day) AS day, max(h.value) AS value,
                count(DISTINCT (h.key, h.day)) AS several
            FROM asked a JOIN past h ON h.document_id = a.document_id AND h.class = a.class
            WHERE a.can AND h.day IS NOT NULL AND regexp_matches(h.key, '[^>+][>+][^>+]') AND list_has_any([true], list_transform(h.evidence, lambda s: s."start" < a.evidence[1]."end" AND s."end" > a.evidence[1]."start"))
            GROUP BY ALL),
        against AS (SELECT o.claim, o.document_id, list(DISTINCT h.id ORDER BY h.id) AS ids
            FROM own o JOIN past h ON h.class = o.class AND h.day >= o.since_day AND h.day < o.day
            WHERE CASE o.kind WHEN 'first_since' THEN h.key = o.key ELSE h.target = o.target AND h.value > o.value END
            GROUP BY ALL),
        spans AS (SELECT DISTINCT coalesce(class, '') AS class, substr("window"."start", 1, 7) AS first, substr(until_day, 1, 7) AS last FROM asked WHERE "window"."start" <= until_day),
        months AS (SELECT class, first, last, strftime(unnest(generate_series(CAST(first || '-01' AS DATE), CAST(last || '-01' AS DATE), INTERVAL 1 MONTH)), '%Y-%m') AS month FROM spans),
        counts AS (SELECT month, documents, NULL AS class, true AS own FROM coverage_months WHERE origin = 'dragoman'
            UNION ALL SELECT month, documents, k.class, false FROM coverage_months c JOIN (SELECT DISTINCT origin, class FROM past) k USING (origin)
            WHERE c.origin <> 'dragoman' AND (c.origin = whose OR whose = 'all')),
        covered AS (SELECT m.class, m.first, m.last, count(DISTINCT m.month) AS months, count(DISTINCT m.month) FILTER (WHERE c.documents >= least) AS covered,
                coalesce(sum(c.documents) FILTER (WHERE own), 0) AS documents, sum(c.documents) FILTER (WHERE NOT own) AS imported
            FROM months m LEFT JOIN counts c ON c.month = m.month AND (own OR c.class = m.class) GROUP BY ALL)
    SELECT CASE WHEN NOT a.can OR v.months IS NULL OR v.covered < v.months OR o.day IS NULL OR o.several > 1 OR (a.kind = 'superlative_since' AND (o.value IS NULL OR coalesce(o.target, '') = '')) THEN 'undetermined'
            WHEN g.ids IS NOT NULL THEN 'fails' ELSE 'holds' END AS verdict,
        CASE WHEN v.months IS NULL THEN 'the window has no start' ELSE v.covered || ' of ' || v.months || ' months, ' || v.first || ' to ' || v.last || ', ' || v.documents || ' documents'
            || coalesce(' and ' || v.imported || ' imported events', '') END AS coverage,
        CASE WHEN v.months IS NULL THEN 'no start of the window' WHEN v.covered < v.months THEN 'the store does not cover the window' WHEN NOT a.can THEN 'no rule for this measure or subject'
            WHEN o.day IS NULL THEN 'the document has no dated record of it with its parties' WHEN o.several > 1 THEN 'several records may be meant'
            WHEN a.kind = 'superlative_since' AND o.value IS NULL THEN 'no number to compare' END AS because,
        coalesce(g.ids, []) AS counterexamples, a.kind, a.measure, a.subject, o.key AS parties, a."window"."start" AS since, a.claimant.name AS claimant, a.words, a.document_id, a.id
    FROM asked a JOIN known ON known.yes LEFT JOIN own o ON o.claim = a.id AND o.document_id = a.document_id LEFT JOIN against g ON g.claim = a.id AND g.document_id = a.document_id
        LEFT JOIN covered v ON v.class = coalesce(a.class, '') AND v.first = substr(a."window"."start", 1, 7) AND v.last = substr(a.until_day, 1, 7);
"""

CHECK_VIEWS = _HISTORY + _CLAIMS
