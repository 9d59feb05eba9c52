import BridgeSupport
import DcmtkBridge
import Dicom

/// Every Specific Character Set (PS3.3 §C.12.1.1.2), through the bridge, which keeps converters by thread.
final class CharacterSets: CharacterDecoder, Sendable {
    static let shared = CharacterSets()

    func text(of bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> String? {
        read(bytes, characterSet, isPersonName)?.text
    }

    func isWhole(_ bytes: UnsafeRawBufferPointer, characterSet: String, isPersonName: Bool) -> Bool {
        read(bytes, characterSet, isPersonName)?.isWhole ?? false
    }

    private func read(
        _ bytes: UnsafeRawBufferPointer, _ characterSet: String, _ isPersonName: Bool
    ) -> (text: String, isWhole: Bool)? {
        guard let base = bytes.baseAddress else { return ("", true) }
        var length = 0
        var isWhole = true
        var error = bridge_error()
        let converted = bridge_text_utf8(
            base.assumingMemoryBound(to: UInt8.self), bytes.count, characterSet, isPersonName, &length, &isWhole, &error)
        // Out of memory counts as not readable, like every other trouble here: the caller has its own reading.
        guard let converted else { return nil }
        let text = String(decoding: UnsafeRawBufferPointer(start: converted, count: length), as: UTF8.self)
        return (text, isWhole)
    }
}
