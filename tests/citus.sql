-- What `wanjia distribute` asks of Citus, in a PostgreSQL that is none: the same names, and the
-- rules that Citus' documentation and its errors state, enforced. Nothing is really distributed.

CREATE TABLE pg_dist_node (groupid int, nodename text);
CREATE TABLE stand_in (table_name oid PRIMARY KEY, kind text, part text, colocation int);
CREATE TABLE stand_in_fuse (calls int);

CREATE VIEW citus_tables AS
SELECT s.table_name::regclass AS table_name, s.kind AS citus_table_type,
    coalesce(s.part, '<none>') AS distribution_column, s.colocation AS colocation_id
FROM stand_in s JOIN pg_class c ON c.oid = s.table_name;

CREATE FUNCTION citus_version() RETURNS text LANGUAGE sql AS $$ SELECT 'a stand-in, no Citus' $$;

-- An interruption at the n-th call: `INSERT INTO stand_in_fuse VALUES (n)`.
CREATE FUNCTION stand_in_burn() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT min(calls) FROM stand_in_fuse) = currval('stand_in_calls') THEN
        RAISE EXCEPTION 'the connection is lost';
    END IF;
END $$;
CREATE SEQUENCE stand_in_calls;

CREATE FUNCTION stand_in_holds(columns int2[], relation oid, part text) RETURNS boolean
LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM pg_attribute
        WHERE attrelid = relation AND attname = part AND attnum = ANY (columns))
$$;

CREATE FUNCTION stand_in_check() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT c.relname FROM stand_in s JOIN pg_class c ON c.oid = s.table_name
        JOIN pg_index i ON i.indrelid = c.oid
        WHERE s.kind = 'distributed' AND (i.indisunique OR i.indisexclusion)
            AND NOT stand_in_holds(i.indkey::int2[], c.oid, s.part)
    LOOP
        RAISE EXCEPTION 'cannot create constraint on "%": Distributed relations cannot have UNIQUE,'
            ' EXCLUDE, or PRIMARY KEY constraints that do not include the partition column',
            one.relname;
    END LOOP;
    FOR one IN
        SELECT c.relname FROM stand_in s JOIN pg_class c ON c.oid = s.table_name
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype
    LOOP
        RAISE EXCEPTION 'cannot complete operation on % with smallint/int identity column',
            one.relname;
    END LOOP;
    FOR one IN
        SELECT k.conname, k.conrelid, k.confrelid, k.conkey, k.confkey, k.confdeltype,
            k.confupdtype, a.kind, a.part, a.colocation,
            b.kind AS to_kind, b.part AS to_part, b.colocation AS to_colocation,
            (SELECT count(*) FROM pg_dist_node WHERE groupid = 0) AS coordinators
        FROM pg_constraint k
        LEFT JOIN stand_in a ON a.table_name = k.conrelid
        LEFT JOIN stand_in b ON b.table_name = k.confrelid
        WHERE k.contype = 'f' AND (a.kind IS NOT NULL OR b.kind IS NOT NULL)
    LOOP
        IF one.kind = 'reference' AND one.to_kind = 'distributed' THEN
            RAISE EXCEPTION '%: foreign keys from reference tables to distributed tables are not'
                ' supported', one.conname;
        ELSIF one.kind IS NULL AND one.to_kind = 'distributed' THEN
            RAISE EXCEPTION '%: foreign keys from local tables to distributed tables are not'
                ' supported', one.conname;
        ELSIF one.kind = 'distributed' AND one.to_kind IS NULL THEN
            RAISE EXCEPTION '%: Referenced table must be a distributed table or a reference table',
                one.conname;
        ELSIF 'reference' IN (one.kind, one.to_kind) AND (one.kind IS NULL OR one.to_kind IS NULL)
        THEN
            IF one.coordinators = 0 THEN
                RAISE EXCEPTION '%: a local and a reference table, and the coordinator is not in'
                    ' the metadata', one.conname;
            END IF;
            IF one.kind = 'reference' AND 'c' IN (one.confdeltype, one.confupdtype) THEN
                RAISE EXCEPTION '%: a reference table cannot cascade from a local one', one.conname;
            END IF;
        ELSIF one.kind = 'distributed' AND one.to_kind = 'distributed' THEN
            IF one.colocation <> one.to_colocation THEN
                RAISE EXCEPTION '%: relations are not colocated', one.conname;
            END IF;
            IF NOT EXISTS (
                SELECT FROM unnest(one.conkey, one.confkey) AS p(here, there)
                WHERE stand_in_holds(ARRAY[p.here], one.conrelid, one.part)
                    AND stand_in_holds(ARRAY[p.there], one.confrelid, one.to_part)
            ) THEN
                RAISE EXCEPTION '%: a foreign key between two colocated tables must include the'
                    ' partition column in the same ordinal in both', one.conname;
            END IF;
        END IF;
        IF one.kind = 'distributed' AND stand_in_holds(one.conkey, one.conrelid, one.part)
            AND (one.confdeltype IN ('n', 'd') OR one.confupdtype IN ('n', 'd', 'c')) THEN
            RAISE EXCEPTION '%: SET NULL or SET DEFAULT is not supported on the distribution key',
                one.conname;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION stand_in_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'modifying the partition value of rows is not allowed';
END $$;

CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('stand_in_calls');
    PERFORM stand_in_burn();
    INSERT INTO stand_in VALUES (table_name, 'reference', NULL, 1);
    PERFORM stand_in_check();
END $$;

CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE there int;
BEGIN
    PERFORM nextval('stand_in_calls');
    PERFORM stand_in_burn();
    IF NOT EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = create_distributed_table.table_name AND a.attname = distribution_column)
    THEN
        RAISE EXCEPTION 'column "%" of relation "%" does not exist', distribution_column, table_name;
    END IF;
    IF colocate_with IN ('none', 'default') THEN
        SELECT coalesce(max(colocation), 1) + 1 INTO there FROM stand_in;
    ELSE
        IF shard_count IS NOT NULL THEN
            RAISE EXCEPTION 'cannot use colocate_with with a table and shard_count at the same time';
        END IF;
        SELECT colocation INTO there FROM stand_in s
        WHERE s.table_name = colocate_with::regclass AND s.kind = 'distributed';
        IF there IS NULL THEN
            RAISE EXCEPTION 'relation % is not distributed', colocate_with;
        END IF;
    END IF;
    INSERT INTO stand_in VALUES (table_name, 'distributed', distribution_column, there);
    PERFORM stand_in_check();
    EXECUTE format('CREATE TRIGGER stand_in_still BEFORE UPDATE OF %I ON %s'
        ' FOR EACH ROW EXECUTE FUNCTION stand_in_still()', distribution_column, table_name);
END $$;

CREATE FUNCTION stand_in_altered() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('stand_in_calls');
    PERFORM stand_in_burn();
    PERFORM stand_in_check();
END $$;
CREATE EVENT TRIGGER stand_in_altered ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'CREATE INDEX', 'CREATE TABLE')
    EXECUTE FUNCTION stand_in_altered();
