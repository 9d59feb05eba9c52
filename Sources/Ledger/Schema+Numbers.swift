extension Schema {
    /// Numbers of outputs, deliveries and holds are handed out to threads that come back with them later, so no number may
    /// ever stand for two things: AUTOINCREMENT, which SQLite can give a table only when it is made.
    ///
    /// A delivery that another took the place of keeps its row (`isCurrent` = 0), since its bytes may be on their way. What
    /// a person asked to send again has `again` = 1. `canonical` and `valuesHash` tell the same values in another encoding.
    /// `wholeSeries` = 1: it goes only while nothing of its series is held. A release counts for one run over an instance.
    /// A hold names the delivery that it is about, and Study and Series Instance UID as they leave, where they are known.
    static let neverReused = """
        CREATE TABLE newOutput (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
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
            summary TEXT NOT NULL,
            pixelFile INTEGER,
            pixelDigest BLOB,
            canonical BLOB
        );
        INSERT INTO newOutput SELECT id, instance, project, strategy, ruleSet, sopClassUID, sopInstanceUID, patientID,
            studyInstanceUID, seriesInstanceUID, transferSyntaxUID, bytes, segments, summary, pixelFile, pixelDigest, NULL
            FROM output;
        DROP TABLE output;
        ALTER TABLE newOutput RENAME TO output;
        CREATE INDEX outputInstance ON output (instance);
        CREATE INDEX outputSeries ON output (studyInstanceUID, seriesInstanceUID);

        CREATE TABLE newDelivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            output INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
            instance TEXT NOT NULL,
            project TEXT NOT NULL,
            destination TEXT NOT NULL,
            instanceHash BLOB NOT NULL,
            contentHash BLOB NOT NULL,
            valuesHash BLOB,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'held', 'cancelled', 'superseded')),
            isCurrent INTEGER NOT NULL DEFAULT 1,
            again INTEGER NOT NULL DEFAULT 0,
            wholeSeries INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            since INTEGER NOT NULL,
            nextAttempt INTEGER NOT NULL,
            endedAt INTEGER,
            lastStatus INTEGER,
            note TEXT
        );
        INSERT INTO newDelivery (id, output, instance, project, destination, instanceHash, contentHash, state, attempts,
            since, nextAttempt, lastStatus, note)
            SELECT id, output, instance, project, destination, instanceHash, contentHash, state, attempts, since,
            nextAttempt, lastStatus, note FROM delivery;
        DROP TABLE delivery;
        ALTER TABLE newDelivery RENAME TO delivery;
        CREATE UNIQUE INDEX deliveryCurrent ON delivery (project, destination, instanceHash) WHERE isCurrent = 1;
        CREATE INDEX deliveryWaiting ON delivery (destination, nextAttempt) WHERE state = 'waiting';
        CREATE INDEX deliveryInstance ON delivery (instance);
        CREATE INDEX deliveryOutput ON delivery (output);

        CREATE TABLE newQuarantine (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            instance TEXT NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
            project TEXT,
            destination TEXT,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            contentHash BLOB,
            valuesHash BLOB,
            delivery INTEGER,
            studyInstanceUID TEXT,
            seriesInstanceUID TEXT,
            since INTEGER NOT NULL
        );
        INSERT INTO newQuarantine (id, instance, project, destination, reason, detail, contentHash, since)
            SELECT id, instance, project, destination, reason, detail, contentHash, since FROM quarantine;
        DROP TABLE quarantine;
        ALTER TABLE newQuarantine RENAME TO quarantine;
        CREATE INDEX quarantineContent ON quarantine (contentHash) WHERE contentHash IS NOT NULL;
        CREATE INDEX quarantineValues ON quarantine (valuesHash) WHERE valuesHash IS NOT NULL;
        CREATE INDEX quarantineInstance ON quarantine (instance);
        CREATE INDEX quarantineDelivery ON quarantine (delivery) WHERE delivery IS NOT NULL;
        CREATE INDEX quarantineSeries ON quarantine (studyInstanceUID, seriesInstanceUID) WHERE studyInstanceUID IS NOT NULL;

        UPDATE instance SET isReleased = 0 WHERE state = 'finished';
        """
}
