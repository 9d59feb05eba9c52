import Dicom

/// Which instances a device rule is for: tests of attributes, joined.
public indirect enum DeviceCondition: Sendable, Hashable {
    case always
    case never
    case test(DeviceTest)
    case not(DeviceCondition)
    case all([DeviceCondition])
    case any([DeviceCondition])

    /// Whether it holds for an instance.
    public func holds(for view: DataSetView) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .test(let test): test.holds(for: view)
        case .not(let condition): !condition.holds(for: view)
        case .all(let conditions): conditions.allSatisfy { $0.holds(for: view) }
        case .any(let conditions): conditions.contains { $0.holds(for: view) }
        }
    }
}

/// One attribute held against one text.
public struct DeviceTest: Sendable, Hashable {
    /// How the value and the text are compared.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case equals, equalsIgnoreCase, contains, containsIgnoreCase, startsWith, startsWithIgnoreCase, endsWith
        case endsWithIgnoreCase, matches, isLessThan, isGreaterThan, exists
        /// `*` and `?` are wild, case does not count; of several values one is enough, or all with their backslashes.
        case fits
        /// A whole number from `argument` to `upTo`.
        case isWithin
    }

    /// One step of the way to an attribute: the first item of each sequence but the last step.
    public struct Step: Sendable, Hashable {
        public var tag: Tag
        /// Private Creator whose block the element number counts in; the tag has the lowest byte of it.
        public var creator: String?

        public init(_ tag: Tag, creator: String? = nil) {
            self.tag = tag
            self.creator = creator
        }
    }

    public var path: [Step]
    public var method: Method
    public var argument: String
    /// With `isWithin`: the largest number.
    public var upTo: Int

    public init(_ path: [Step], _ method: Method, _ argument: String, upTo: Int = 0) {
        self.path = path
        self.method = method
        self.argument = argument
        self.upTo = upTo
    }

    /// Whether `matches` can work with `expression`.
    public static func isReadable(expression: String) -> Bool { DeviceExpression.isReadable(expression) }

    func holds(for view: DataSetView) -> Bool {
        let index = find(in: view)
        if method == .exists { return index != nil }
        let values = index.map { DeviceValue.texts(of: $0, in: view) } ?? []
        let value = values.joined(separator: "\\")
        switch method {
        case .equals: return value == argument
        case .equalsIgnoreCase: return value.lowercased() == argument.lowercased()
        case .contains: return argument.isEmpty || value.contains(argument)
        case .containsIgnoreCase: return argument.isEmpty || value.lowercased().contains(argument.lowercased())
        case .startsWith: return value.hasPrefix(argument)
        case .startsWithIgnoreCase: return value.lowercased().hasPrefix(argument.lowercased())
        case .endsWith: return value.hasSuffix(argument)
        case .endsWithIgnoreCase: return value.lowercased().hasSuffix(argument.lowercased())
        case .matches: return DeviceExpression.matches(value, argument)
        case .isLessThan: return compare(value) { $0 < $1 }
        case .isGreaterThan: return compare(value) { $0 > $1 }
        case .fits: return ([value] + values).contains { DeviceWildcard.fits($0.lowercased(), argument.lowercased()) }
        case .isWithin:
            guard let number = Int(value), let low = Int(argument) else { return false }
            return low <= number && number <= upTo
        case .exists: return false
        }
    }

    private func compare(_ value: String, _ isRight: (Double, Double) -> Bool) -> Bool {
        guard let number = Double(value), let limit = Double(argument) else { return false }
        return isRight(number, limit)
    }

    private func find(in view: DataSetView) -> Int? {
        var (parent, item) = (-1, -1)
        var found: Int?
        for step in path {
            found = view.elements.indices.first { index in
                let element = view.elements[index]
                guard element.parent == parent, element.item == item else { return false }
                guard let creator = step.creator else { return element.tag == step.tag }
                return element.tag.group == step.tag.group && !element.tag.isPrivateCreator
                    && element.tag.element & 0xFF == step.tag.element & 0xFF && element.creator >= 0
                    && view.text(of: element.creator)?.first == creator
            }
            guard let found else { return nil }
            (parent, item) = (found, 0)
        }
        return found
    }
}
