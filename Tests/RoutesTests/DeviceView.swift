import Dicom
import Routes

/// A Data Set in memory, as far as a device's rules look at it.
final class DeviceView {
    private var elements: [DataElement] = []
    private var memory: [UnsafeMutableRawPointer] = []

    deinit { memory.forEach { $0.deallocate() } }

    var view: DataSetView { DataSetView(elements: elements, transferSyntax: .explicitLittleEndian, owner: self) }

    @discardableResult
    func add(_ tag: Tag, _ vr: VR, _ text: String, parent: Int = -1, creator: Int = -1) -> DeviceView {
        add(tag, vr, Array(text.utf8), parent: parent, creator: creator)
    }

    @discardableResult
    func add(_ tag: Tag, us number: UInt16) -> DeviceView {
        add(tag, .US, [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)])
    }

    @discardableResult
    func add(sequence tag: Tag, items: Int) -> DeviceView {
        elements.append(DataElement(tag: tag, vr: .SQ, itemCount: items, length: 0, value: nil))
        return self
    }

    private func add(_ tag: Tag, _ vr: VR, _ bytes: [UInt8], parent: Int = -1, creator: Int = -1) -> DeviceView {
        let place = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 8)
        place.copyMemory(from: bytes, byteCount: bytes.count)
        memory.append(place)
        elements.append(
            DataElement(
                tag: tag, vr: vr, parent: parent, item: parent < 0 ? -1 : 0, creator: creator, length: bytes.count,
                value: UnsafeRawBufferPointer(start: place, count: bytes.count)))
        return self
    }
}

extension DicomVocabulary {
    static let devices = DicomVocabulary(
        sopClasses: [
            "UltrasoundImageStorage": "1.2.840.10008.5.1.4.1.1.6.1",
            "UltrasoundMultiFrameImageStorage": "1.2.840.10008.5.1.4.1.1.3.1",
        ],
        attributes: [
            "Modality": .modality, "Manufacturer": Tag(0x0008, 0x0070), "ManufacturerModelName": Tag(0x0008, 0x1090),
            "Rows": Tag(0x0028, 0x0010), "Columns": Tag(0x0028, 0x0011), "StudyDescription": Tag(0x0008, 0x1030),
            "SequenceOfUltrasoundRegions": Tag(0x0018, 0x6011), "RegionLocationMinY0": Tag(0x0018, 0x601A),
        ])
}
