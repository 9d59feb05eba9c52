/// Upper layer PDUs (PS3.8 §9.3) as bytes, for peers that are made of them.
struct PDU: Equatable {
    let type: UInt8
    let body: [UInt8]

    static let associateRequest: UInt8 = 1
    static let associateAccept: UInt8 = 2
    static let associateReject: UInt8 = 3
    static let data: UInt8 = 4
    static let releaseRequest: UInt8 = 5
    static let releaseResponse: UInt8 = 6
    static let abort: UInt8 = 7

    var bytes: [UInt8] { [type, 0] + big(UInt32(body.count)) + body }

    /// One proposed or answered presentation context.
    struct Context {
        var id: UInt8
        var result: UInt8 = 0
        var abstractSyntax = ""
        var transferSyntaxes: [String]
    }

    static func associate(
        type: UInt8 = associateRequest, called: String = "VEIL", calling: String = "PEER", version: UInt16 = 1,
        applicationContext: String? = "1.2.840.10008.3.1.1.1", contexts: [Context], maximumLength: UInt32 = 16384,
        userItems: [UInt8] = []
    ) -> PDU {
        var body = big(version) + [0, 0] + title(called) + title(calling) + [UInt8](repeating: 0, count: 32)
        if let applicationContext { body += item(0x10, Array(applicationContext.utf8)) }
        for context in contexts {
            var content: [UInt8] = [context.id, 0, context.result, 0]
            if type == associateRequest { content += item(0x30, Array(context.abstractSyntax.utf8)) }
            for syntax in context.transferSyntaxes { content += item(0x40, Array(syntax.utf8)) }
            body += item(type == associateRequest ? 0x20 : 0x21, content)
        }
        return PDU(type: type, body: body + item(0x50, item(0x51, big(maximumLength)) + userItems))
    }

    /// One fragment as a P-DATA-TF.
    static func fragment(_ context: UInt8, isCommand: Bool, isLast: Bool = true, _ bytes: [UInt8]) -> PDU {
        PDU(type: data, body: value(context, isCommand: isCommand, isLast: isLast, bytes))
    }

    /// A presentation data value item.
    static func value(_ context: UInt8, isCommand: Bool, isLast: Bool = true, _ bytes: [UInt8]) -> [UInt8] {
        big(UInt32(bytes.count + 2)) + [context, (isCommand ? 1 : 0) | (isLast ? 2 : 0)] + bytes
    }

    static let release = PDU(type: releaseRequest, body: [0, 0, 0, 0])

    static func item(_ type: UInt8, _ content: [UInt8]) -> [UInt8] { [type, 0] + big(UInt16(content.count)) + content }

    private static func title(_ text: String) -> [UInt8] {
        Array((Array(text.utf8) + [UInt8](repeating: 0x20, count: 16)).prefix(16))
    }

    /// The answered contexts of an A-ASSOCIATE-AC.
    var answers: [UInt8: Context] {
        var answers: [UInt8: Context] = [:]
        var rest = body.dropFirst(68)
        while let (type, content) = Self.splitItem(&rest) {
            guard type == 0x21, let id = content.first else { continue }
            var items = content.dropFirst(4)
            var context = Context(id: id, result: content[content.startIndex + 2], transferSyntaxes: [])
            while let (_, syntax) = Self.splitItem(&items) {
                context.transferSyntaxes.append(String(decoding: syntax, as: UTF8.self))
            }
            answers[id] = context
        }
        return answers
    }

    /// The sub-items of the user information by type.
    var userItems: [UInt8: [UInt8]] {
        var found: [UInt8: [UInt8]] = [:]
        var rest = body.dropFirst(68)
        while let (type, content) = Self.splitItem(&rest) {
            guard type == 0x50 else { continue }
            var items = content
            while let (kind, value) = Self.splitItem(&items) { found[kind] = Array(value) }
        }
        return found
    }

    private static func splitItem(_ rest: inout ArraySlice<UInt8>) -> (UInt8, ArraySlice<UInt8>)? {
        guard rest.count >= 4 else { return nil }
        let start = rest.startIndex
        let length = Int(rest[start + 2]) << 8 | Int(rest[start + 3])
        defer { rest = rest.dropFirst(4 + length) }
        return (rest[start], rest[(start + 4)...].prefix(length))
    }

    /// Of a single-fragment P-DATA-TF with a command: its elements by number.
    var command: [UInt16: [UInt8]] {
        var elements: [UInt16: [UInt8]] = [:]
        var rest = body.dropFirst(6)
        while rest.count >= 8 {
            let start = rest.startIndex
            let element = UInt16(rest[start + 2]) | UInt16(rest[start + 3]) << 8
            let length = Int(rest[start + 4]) | Int(rest[start + 5]) << 8
            elements[element] = Array(rest[(start + 8)...].prefix(length))
            rest = rest.dropFirst(8 + length)
        }
        return elements
    }

    /// The status in a response; nil if this is none.
    var status: UInt16? {
        guard type == PDU.data, let bytes = command[0x0900], bytes.count == 2 else { return nil }
        return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    }
}

/// Command sets (PS3.7 §6.3.1).
enum CommandBytes {
    static func make(_ elements: [(UInt16, [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for (element, value) in elements { body += [0, 0] + little(element) + little(UInt32(value.count)) + value }
        return [0, 0, 0, 0, 4, 0, 0, 0] + little(UInt32(body.count)) + body
    }

    static func uid(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes.count % 2 == 0 ? bytes : bytes + [0]
    }

    static func store(
        message: UInt16 = 1, sopClass: String = "1.2.840.10008.5.1.4.1.1.2", sopInstance: String = "1.2.3",
        dataSetType: UInt16 = 1
    ) -> [UInt8] {
        make([
            (0x0002, uid(sopClass)), (0x0100, little(UInt16(1))), (0x0110, little(message)),
            (0x0700, little(UInt16(0))),
            (0x0800, little(dataSetType)), (0x1000, uid(sopInstance)),
        ])
    }

    static func echo(message: UInt16 = 1) -> [UInt8] { request(field: 0x0030, message: message) }

    static func request(field: UInt16, message: UInt16 = 1, dataSetType: UInt16 = 0x0101) -> [UInt8] {
        make([
            (0x0002, uid("1.2.840.10008.1.1")), (0x0100, little(field)), (0x0110, little(message)),
            (0x0800, little(dataSetType)),
        ])
    }

    static func response(field: UInt16 = 0x8001, to message: UInt16, status: UInt16) -> [UInt8] {
        make([
            (0x0100, little(field)), (0x0120, little(message)), (0x0800, little(UInt16(0x0101))),
            (0x0900, little(status)),
        ])
    }
}

func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
