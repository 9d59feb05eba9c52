import DataSets
import Deid
import Dicom

/// Finds text in the pictures of one instance; one thread at a time.
protocol TextSearching: AnyObject {
    /// - Throws: `PixelHold` for pictures that cannot be searched, and when `deadline` has passed; what `frames` throws.
    func search(
        _ module: PixelModule, display: TextDisplay, text: TextCleaner, mode: TextMode, barcodes: Bool,
        deadline: ContinuousClock.Instant, frames: (Int) throws -> FrameSamples
    ) throws -> TextSearch
}

extension TextFinder: TextSearching {}

/// Decides what is covered in the pixels of an instance: fixed regions first, then text that is found; and looks again
/// at what would leave.
public struct PixelRedactor {
    private let settings: PixelSettings
    private let finder: any TextSearching

    /// - Parameter finder: made for the languages of `settings`.
    public init(_ settings: PixelSettings, finder: TextFinder) { self.init(settings, finder) }

    init(_ settings: PixelSettings, _ finder: any TextSearching) {
        self.settings = settings
        self.finder = finder
    }

    /// - Parameters:
    ///   - dataSet: its header may be edited already; icons with text in them go.
    ///   - preparation: of the same Data Set before.
    /// - Throws: `PixelHold` if the instance cannot leave, `DimseError`.
    public func decide(
        _ dataSet: inout DataSet, _ preparation: PixelPreparation, now: ContinuousClock.Instant = .now
    ) throws -> PixelDecision {
        let deadline = now.advanced(by: settings.timeLimit)
        var decision = PixelDecision()
        decision.isSearched = preparation.isSearched
        decision.isRead = preparation.isSearched && preparation.mode == .keepSafe
        for image in preparation.images where dataSet.has(image.module.index) {
            if image.module.isNested {
                if preparation.isSearched { try decideNested(&dataSet, image, preparation, deadline) }
            } else {
                do {
                    try decide(&decision, &dataSet, image, preparation, deadline)
                } catch let hold as PixelHold {
                    var hold = hold
                    hold.boxes = decision.boxes
                    throw hold
                }
            }
        }
        decision.duration = now.duration(to: .now)
        return decision
    }

    private func decide(
        _ decision: inout PixelDecision, _ dataSet: inout DataSet, _ image: PixelPreparation.Image,
        _ preparation: PixelPreparation, _ deadline: ContinuousClock.Instant
    ) throws {
        if let hold = preparation.hold { throw hold }
        var boxes = preparation.fixed
        decision.mask = PixelMask(boxes: boxes, fill: settings.fill)
        if preparation.isSearched {
            let frames = try FrameReader(dataSet, image.module, transferSyntax: dataSet.transferSyntax)
            let display = try image.display(frames)
            let search = try finder.search(
                image.module, display: display, text: preparation.text, mode: preparation.mode,
                barcodes: preparation.searchesBarcodes, deadline: deadline
            ) { try frames.samples(ofFrame: $0, in: dataSet) }
            var lines = SettledLines(mode: preparation.mode, deadline: deadline)
            try lines.add(search.lines)
            boxes += search.boxes
            decision.mask = PixelMask(boxes: boxes, fill: settings.fill)
            try refuseUnreadable(lines)
            if preparation.coversOutside, let regions = preparation.regions, regions.hasTextOutside(search) {
                // A device's rule may have said so already.
                boxes += regions.outsideBoxes.filter { !boxes.contains($0) }
            }
            if !boxes.isEmpty {
                boxes = try lookAgain(boxes, &lines, frames, &dataSet, display, preparation, deadline)
            }
            try lines.follow(boxes)
            decision.lines = lines.lines
        }
        if settings.fill == .replace { label(&boxes, decision.lines, preparation.text) }
        decision.mask = boxes.isEmpty ? nil : PixelMask(boxes: boxes, fill: settings.fill)
    }

    /// A picture in an item. Nothing is covered in it: an icon with text goes, anything else is held.
    private func decideNested(
        _ dataSet: inout DataSet, _ image: PixelPreparation.Image, _ preparation: PixelPreparation,
        _ deadline: ContinuousClock.Instant
    ) throws {
        let frames = try FrameReader(dataSet, image.module, transferSyntax: dataSet.transferSyntax)
        let search = try finder.search(
            image.module, display: try image.display(frames), text: preparation.text, mode: .maskAll,
            barcodes: preparation.searchesBarcodes, deadline: deadline
        ) { try frames.samples(ofFrame: $0, in: dataSet) }
        if search.boxes.isEmpty { return }
        guard let sequence = image.iconSequence else { throw PixelHold(.notMaskable, "in an item") }
        try dataSet.apply([.delete(index: sequence)])
    }

    /// Writes into each box what stands for the text of its lines: only that, as anything else may have been misread.
    private func label(_ boxes: inout [PixelBox], _ lines: [FoundLine], _ text: TextCleaner) {
        for index in boxes.indices {
            let box = boxes[index]
            guard case .text = box.reason else { continue }
            let words = lines.filter { box.hasMiddle(of: $0) }.flatMap { line -> [String] in
                guard case .identifying = line.kind, let said = line.text else { return [] }
                return text.pieces(of: said, style: .replace, context: .ocrLine).compactMap { piece in
                    if case .replaced(let words, _) = piece, !words.isEmpty { words } else { nil }
                }
            }
            if !words.isEmpty { boxes[index].label = words.joined(separator: " ") }
        }
    }

    // MARK: what is too much

    /// A page of which most cannot be read is something that the search was not made for.
    private func refuseUnreadable(_ found: SettledLines) throws(PixelHold) {
        if found.unreadable >= Self.unreadableLines, found.unreadable * 3 > found.lines.count * 2 {
            throw PixelHold(.unreadable, "\(found.unreadable) of \(found.lines.count) lines")
        }
    }

    private static let unreadableLines = 60

    // MARK: second look

    /// Searches a sample of the frames as they would leave, and adds what is found now that its surroundings are covered:
    /// what identifies, and where everything goes all text.
    ///
    /// - Returns: all boxes.
    private func lookAgain(
        _ boxes: [PixelBox], _ lines: inout SettledLines, _ frames: FrameReader, _ dataSet: inout DataSet,
        _ display: TextDisplay, _ preparation: PixelPreparation, _ deadline: ContinuousClock.Instant
    ) throws -> [PixelBox] {
        var boxes = boxes
        let sample = Set([0, frames.frameCount / 2, frames.frameCount - 1]).sorted()
        var module = frames.module
        module.frames = sample.count
        for round in 0...Self.rounds {
            let search = try finder.search(
                module, display: display, text: preparation.text, mode: .secondLook,
                barcodes: preparation.searchesBarcodes, deadline: deadline
            ) { number in
                var samples = try frames.samples(ofFrame: sample[number], in: dataSet)
                try samples.cover(boxes, ofFrame: sample[number], frames.module)
                return samples
            }
            let identifying = search.lines.filter { if case .identifying = $0.kind { true } else { false } }
            let left = preparation.mode == .maskAll ? search.lines.filter { $0.kind != .kept } : identifying
            if left.isEmpty { return boxes }
            if round == Self.rounds, !identifying.isEmpty {
                throw PixelHold(.identifierFound, "\(identifying.count) lines")
            }
            try lines.add(left)
            // Seen on some frames, covered on all. What else shows now is what the first search let pass.
            boxes += search.boxes.filter { box in left.contains { box.hasMiddle(of: $0) } }.map { box in
                var box = box
                box.frames = nil
                return box
            }
        }
        return boxes
    }

    private static let rounds = 2
}

extension PixelPreparation.Image {
    /// How it is displayed, long tables of its palette included.
    ///
    /// - Throws: `pixels_not_described` if that cannot be told: text would not show in the search.
    fileprivate func display(_ frames: FrameReader) throws(PixelHold) -> TextDisplay {
        try frames.module.checkSamples()
        var display = display
        display.readPalette(of: frames.module)
        guard frames.module.colours != .palette || !display.palette.isEmpty else {
            throw PixelHold(.notDescribed, "palette")
        }
        return display
    }
}

extension FrameSamples {
    /// Covers what the mask will cover, in whatever colours the frame was decoded to.
    ///
    /// - Throws: `pixels_not_maskable`: what cannot be covered here cannot be in what leaves.
    fileprivate mutating func cover(
        _ boxes: [PixelBox], ofFrame number: Int, _ module: PixelModule
    ) throws(PixelHold) {
        guard let dark = FillValue.darkest(module, as: layout.colours) else { throw PixelHold(.notMaskable, "colours") }
        guard dark.samples.count == layout.samples else { throw PixelHold(.notDescribed, "samples") }
        let ground = dark.bounded(by: self, module)
        for box in boxes where box.frames?.contains(number) ?? true {
            if let part = box.clipped(rows: module.rows, columns: module.columns) { paint(part, ground) }
        }
    }
}

extension UltrasoundRegions {
    /// Whether a line of text, or a box around one, has its middle where no region is.
    func hasTextOutside(_ search: TextSearch) -> Bool {
        search.lines.contains { isOutside($0.x + $0.width / 2, $0.y + $0.height / 2) }
            || search.boxes.contains { isOutside($0.x + $0.width / 2, $0.y + $0.height / 2) }
    }

    private func isOutside(_ x: Int, _ y: Int) -> Bool {
        !inside.contains { $0.left <= x && x < $0.right && $0.top <= y && y < $0.bottom }
    }
}
