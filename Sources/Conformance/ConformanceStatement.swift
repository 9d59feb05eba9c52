import Deid
import Dicom
import Router
import Routes

/// The DICOM Conformance Statement in the outline of PS3.2, as Markdown, made of the tables that the node works with.
public enum ConformanceStatement {
    /// The whole statement. The same for the same version of Veil.
    public static func text() throws(StartError) -> String {
        let node = try ConfigurationLoading.load(nil).node
        let chapters = [
            title, overview, introduction, networking(node), media, characterSets,
            try ConformanceTables.security(), try ConformanceTables.annexes(),
        ]
        return chapters.joined(separator: "\n\n") + "\n"
    }

    private static let title = """
        # DICOM Conformance Statement

        Veil \(Version.text). Made by `make conformance` from the tables in the code; do not edit.
        """

    private static let overview = """
        ## 1 Overview

        Veil is a store-and-forward node. It accepts composite instances by C-STORE, de-identifies each by the rules of the
        routes that take it, and stores the clean instance to the destinations of those routes. It has no user interface for
        images and no query service.

        | network service | user (SCU) | provider (SCP) |
        | --- | --- | --- |
        | Verification | yes (`veil check --echo`) | yes |
        | Storage: every class of annex A | yes | yes |
        | Storage: classes that the standard does not know | yes | yes, a switch (`private_sop_classes`) |

        No media services, no query or retrieve, no worklist, no print, no storage commitment.
        """

    private static let introduction = """
        ## 2 Contents

        3 Introduction, 4 Networking, 5 Media interchange, 6 Character sets, 7 Security, annex A SOP Classes,
        annex B Transfer Syntaxes, annex C attributes and what is done to them.

        ## 3 Introduction

        For those who connect Veil with other systems. That two statements fit does not prove that two systems work
        together; try it. Terms are those of the standard; AE: Application Entity, SCP and SCU: provider and user of a
        service, SOP: a class of objects with a service.
        """

    // MARK: networking

    private static func networking(_ node: NodeConfiguration) -> String {
        """
        ## 4 Networking

        ### 4.1 Implementation model

        ```
         scanner, PACS                        Veil                            archive
               |  C-STORE   +-----------------------------------------+  C-STORE   |
               +----------->| receive -> spool -> de-identify -> queue |----------->+
                            |                        |                 |
                            |                    quarantine            |
                            +-----------------------------------------+
        ```

        One Application Entity receives and sends. An instance is answered 0000 when it and its record are safe on disk.
        What comes after (de-identification, delivery, retry, quarantine) is independent of the sender's association. An
        instance that cannot be de-identified completely is held and never sent.

        ### 4.2 AE specification

        #### 4.2.1 SOP Classes

        Verification (1.2.840.10008.1.1) and the Storage SOP Classes of annex A, each as SCU and as SCP. As SCP also what
        stands below 1.2.840.10008.5.1.4.1.1. and is newer than annex A, and every private class unless
        `private_sop_classes: false`.

        #### 4.2.2 Association policies

        | | |
        | --- | --- |
        | Application Context Name | 1.2.840.10008.3.1.1.1 |
        | Implementation Class UID | \(FileMetaInformation.implementationClassUID) |
        | Implementation Version Name | \(FileMetaInformation.implementationVersionName) |
        | associations as acceptor | \(node.maxAssociations) at a time (`max_associations`); more are rejected: \
        transient, local limit exceeded |
        | associations as requestor | `associations` of each destination |
        | presentation contexts as requestor | at most 128; further kinds of instances get another association |
        | PDU size | \(node.maxPDU) bytes (`max_pdu`, 4096 to 131072) |
        | asynchronous operations | not supported, neither way |
        | role selection, extended negotiation, user identity | not used; answered as not supported |

        #### 4.2.3 Initiation

        For each delivery: one presentation context for its SOP Class and its own Transfer Syntax, and, where that can be
        undone without loss, one each for Explicit and Implicit VR Little Endian. The instance's own syntax is used if it
        was accepted; else the instance is converted without loss; else it is held.

        | answer to C-STORE | what follows |
        | --- | --- |
        \(answers)

        Statuses that a destination lists in `retry.statuses` count as transient. Waits grow and are jittered, until
        `give_up_after`. Rejected and aborted associations and broken connections are retried likewise.

        #### 4.2.4 Acceptance

        | rejected | result, source, reason |
        | --- | --- |
        | calling AE title or host not on the `accept` list, or taken by no route (`unmatched: refuse`) | \
        permanent, service user, calling AE title not recognised |
        | called AE title taken by no route (`unmatched: refuse`) | \
        permanent, service user, called AE title not recognised |
        | more than `max_associations`; little room on the disk (twice `minimum_free_space`) | \
        transient, service provider (presentation), local limit exceeded |

        Verification is accepted in Implicit and Explicit VR Little Endian. For Storage the first Transfer Syntax of the
        context that annex B lists is taken, in the sender's order; Explicit VR Big Endian only if no other of the context
        is listed; if none is listed, the first one. What comes in a syntax that annex B does not list is stored, held as
        `transfer_syntax_unknown`, and never sent: JPIP among them, whose pixels are behind an address that nobody asks.

        | status of C-STORE | when |
        | --- | --- |
        \(statuses)

        Error comments hold no values of the instance. The same SOP Instance UID again is answered 0000: with the same
        bytes nothing more happens, with other bytes it is held.

        ### 4.3 Network interfaces

        TCP over IPv4. Names of destinations are looked up by the system.

        ### 4.4 Configuration

        `routes.yml` (see configuration.md). AE titles are case-sensitive, blanks at either end do not count.

        | parameter | default |
        | --- | --- |
        | `ae_title` | \(node.aeTitle) |
        | `host`, `port` | \(node.host), \(node.port) |
        | `timeouts.acse` (association messages) | \(node.timeouts.acse.components.seconds) s |
        | `timeouts.dimse` (rest of a message; a response) | \(node.timeouts.dimse.components.seconds) s |
        | `timeouts.idle` (between messages) | \(node.timeouts.idle.components.seconds) s |
        """
    }

    /// What is done for each answer, as deliveries decide it.
    private static var answers: String {
        StoreStatus.table.map { row in
            let status = DimseStatus(rawValue: row.codes.lowerBound)
            let codes = row.codes.count == 1 ? "\(status)" : "\(status) to \(DimseStatus(rawValue: row.codes.upperBound))"
            let action =
                switch Disposition.of(status) {
                case .delivered: "delivered" + (status == .success ? "" : ", and noted")
                case .retry: "tried again"
                case .hold: "held"
                }
            return "| \(codes) \(row.name) (\(row.section)) | \(action) |"
        }.joined(separator: "\n")
    }

    private static let statuses: String = [
        (DimseStatus.success, "the instance is safe on disk, also if it will be held"),
        (.outOfResources, "no room: disk (`minimum_free_space`), queue or memory; before, associations are rejected"),
        (.dataSetDoesNotMatchSOPClass, "SOP Class or Instance UID of the data set are not those of the command"),
        (.cannotUnderstand, "SOP Class and Instance UID cannot be read from the data set"),
        (.notAuthorized, "no route takes the instance (`unmatched: refuse`)"),
        (.processingFailure, "anything unexpected; sending again does no harm"),
    ].map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")

    // MARK: media, character sets

    private static let media = """
        ## 5 Media interchange

        None. Folder destinations and `veil deidentify` write DICOM files (PS3.10: empty preamble, File Meta Information
        Version 1, no Private Information, no Source Application Entity Title); there is no DICOMDIR, and a DICOMDIR is
        refused.
        """

    private static let characterSets = """
        ## 6 Character sets

        Instances keep their Specific Character Set, in items too; what Veil writes into text is ASCII, which is part of
        each. Values are read, compared and cleaned in Unicode by: the default repertoire, ISO_IR 100, 101, 109, 110, 144,
        127, 126, 138, 148, 203, 13 and 166, ISO_IR 192 (UTF-8), GB18030 and GBK, and with code extensions ISO 2022 IR 6,
        the same single-byte sets, IR 13, IR 87, IR 159, IR 149 and IR 58. A value that is not of its character set is
        read as UTF-8, else byte by byte; none is passed over.
        """
}
