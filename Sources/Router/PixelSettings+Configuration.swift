import Pixels
import Routes

extension PixelSettings {
    /// The pixel step of a strategy, with its device files read; nil without the option `clean_pixel_data`.
    ///
    /// - Throws: `StartError.configuration`: what is wrong in device files, languages that are not installed.
    init?(_ strategy: StrategyConfiguration) throws(StartError) {
        let pixels = strategy.pixels
        var errors: [String] = []
        var files: [DeviceRules.File] = []
        for path in pixels.devices {
            do throws(ConfigurationErrors) {
                files.append(try DeviceFile.read(path: path))
            } catch {
                errors += error.errors.map(\.description)
            }
        }
        let isNeeded = strategy.options.contains(.cleanPixelData)
        for language in pixels.languages where isNeeded && !TextLanguage(language).isInstalled {
            let package = TextLanguage(language).package
            errors.append(
                "strategy \(strategy.name): pixels.languages: \"\(language)\" is not installed; "
                    + "apt-get install \(package)")
        }
        guard errors.isEmpty else { throw .configuration(errors) }
        guard isNeeded else { return nil }
        self.init(
            when: pixels.when, text: pixels.text, devices: DeviceRules(files), languages: pixels.languages, fill: pixels.fill,
            timeLimit: pixels.timeLimit)
    }
}

extension PixelDecision {
    /// For the audit record: counts, no text; of unreadable lines only if lines were read.
    var counts: String {
        let unreadable = unreadable.map { "\"unreadable\":\($0)," } ?? ""
        return "{\"found\":\(found),\"kept\":\(kept),\"masked\":\(masked),\(unreadable)\"boxes\":\(boxes.count)}"
    }
}
