import GRDB

/// The ledger's tables. A shipped migration is never edited; the next one is appended.
enum Schema {
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 node") { db in
            try db.execute(
                sql: """
                    CREATE TABLE project (
                        name TEXT PRIMARY KEY NOT NULL,
                        keyFingerprint TEXT NOT NULL,
                        policy TEXT NOT NULL,
                        since INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE instance (
                        id TEXT PRIMARY KEY NOT NULL,
                        receivedAt INTEGER NOT NULL,
                        callingAETitle TEXT NOT NULL,
                        calledAETitle TEXT NOT NULL,
                        peerAddress TEXT NOT NULL,
                        sopClassUID TEXT NOT NULL,
                        transferSyntaxUID TEXT NOT NULL,
                        dataSetOffset INTEGER NOT NULL,
                        fileSize INTEGER NOT NULL,
                        state TEXT NOT NULL CHECK (state IN ('received', 'routed', 'finished')),
                        isReleased INTEGER NOT NULL DEFAULT 0,
                        finishedAt INTEGER
                    ) WITHOUT ROWID;
                    CREATE INDEX instanceOpen ON instance (state, id) WHERE state = 'received';
                    CREATE INDEX instanceFinished ON instance (finishedAt) WHERE state = 'finished';
                    CREATE TABLE output (
                        id INTEGER PRIMARY KEY,
                        instance TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
                        project TEXT NOT NULL,
                        strategy TEXT NOT NULL,
                        ruleSet TEXT NOT NULL,
                        sopClassUID TEXT NOT NULL,
                        sopInstanceUID TEXT NOT NULL,
                        patientID TEXT NOT NULL,
                        studyInstanceUID TEXT NOT NULL,
                        seriesInstanceUID TEXT NOT NULL,
                        transferSyntaxUID TEXT NOT NULL,
                        bytes BLOB,
                        segments BLOB,
                        summary TEXT NOT NULL
                    );
                    CREATE INDEX outputInstance ON output (instance);
                    CREATE TABLE delivery (
                        id INTEGER PRIMARY KEY,
                        output INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
                        instance TEXT NOT NULL,
                        project TEXT NOT NULL,
                        destination TEXT NOT NULL,
                        instanceHash BLOB NOT NULL,
                        contentHash BLOB NOT NULL,
                        state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'held', 'cancelled')),
                        attempts INTEGER NOT NULL DEFAULT 0,
                        since INTEGER NOT NULL,
                        nextAttempt INTEGER NOT NULL,
                        lastStatus INTEGER,
                        note TEXT,
                        UNIQUE (project, destination, instanceHash)
                    );
                    CREATE INDEX deliveryWaiting ON delivery (destination, nextAttempt) WHERE state = 'waiting';
                    CREATE INDEX deliveryInstance ON delivery (instance);
                    CREATE INDEX deliveryOutput ON delivery (output);
                    CREATE TABLE quarantine (
                        id INTEGER PRIMARY KEY,
                        instance TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
                        project TEXT,
                        destination TEXT,
                        reason TEXT NOT NULL,
                        detail TEXT NOT NULL,
                        contentHash BLOB,
                        since INTEGER NOT NULL
                    );
                    CREATE INDEX quarantineContent ON quarantine (contentHash) WHERE contentHash IS NOT NULL;
                    CREATE INDEX quarantineInstance ON quarantine (instance);
                    CREATE TABLE pseudonym (
                        project TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        originalHash BLOB NOT NULL,
                        replacement TEXT NOT NULL,
                        sealedOriginal BLOB NOT NULL,
                        PRIMARY KEY (project, kind, originalHash, replacement)
                    ) WITHOUT ROWID;
                    CREATE UNIQUE INDEX pseudonymReplacement ON pseudonym (project, kind, replacement) WHERE kind <> 'name';
                    CREATE TABLE audit (
                        id INTEGER PRIMARY KEY,
                        at INTEGER NOT NULL,
                        event TEXT NOT NULL,
                        instance TEXT,
                        detail TEXT NOT NULL
                    );
                    CREATE INDEX auditAt ON audit (at);
                    """)
        }
        migrator.registerMigration("0002 pixel files") { db in
            try db.execute(sql: "ALTER TABLE output ADD COLUMN pixelFile INTEGER")
        }
        migrator.registerMigration("0003 digests of pixel files") { db in
            try db.execute(sql: "ALTER TABLE output ADD COLUMN pixelDigest BLOB")
        }
        migrator.registerMigration("0004 numbers that never come back") { try $0.execute(sql: neverReused) }
        return migrator
    }
}
