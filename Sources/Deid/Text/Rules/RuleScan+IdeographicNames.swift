/// Chinese, Japanese and Korean names beside labels and forms of address.
///
/// There are no blanks to tell where a name ends, so that only what a label or an address announces is taken here.
extension RuleScan {
    mutating func ideographicNames() {
        var index = 0
        while index < text.count {
            guard text.kind(index) == .wide else {
                index += 1
                continue
            }
            var end = index
            while end + 1 < text.count, text.kind(end + 1) == .wide { end += 1 }
            let run = (index...end).map { text.scalars[text.tokens[$0].start].value }
            labelled(index, run)
            addressed(index, run)
            index = end + 1
        }
    }

    private static func codes(_ words: String) -> [[UInt32]] {
        words.split { $0 == " " || $0 == "\n" }.map { $0.unicodeScalars.map(\.value) }.sorted { $0.count > $1.count }
    }

    private static let labels = codes(
        """
        姓名 报告医师 报告医生 审核医师 审核医生 申请医师 申请医生 主管医师 检查医师 检查医生 诊断医师 诊断医生 书写医师 主治医师 报告者 審核醫師 報告醫師 主治醫師 担当医師 読影医師 主治医師 依頼医師
        患者名 患者氏名 氏名 お名前 患者 病人 医生 医师 醫師 医師 主治医 担当医 依頼医 読影医 放射線科医 技師 担当 报告医生 审核医生 申请医生 家属 家屬 联系人 妻 夫 長男 長女 母 父 환자 환자명
        성명 이름 의뢰의 판독의 의사 담당의 담당 주치의 보호자 기사
        """)
    private static let addresses = codes(
        "様 さん 殿 氏 先生 医師 医师 醫師 医生 大夫 主任 女士 小姐 教授 技師 技师 护士 君 님 씨 선생님 교수 선생 과장 원장 기사 간호사")
    /// Characters that no name holds: particles, sexes, marks of sentences.
    private static let stops = Set("のはがをにでとも男女岁歳才生年月日号室科院部検査撮影的在是和与已无有请见은는이가을를의에도남여세".unicodeScalars.map(\.value))
    private static let surnames = Set(
        """
        王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭廖邹熊金
        陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文昝김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육
        인맹제모탁국어은편용
        """.unicodeScalars.map(\.value))

    /// `姓名:段峰`, `환자 허수민`.
    private mutating func labelled(_ start: Int, _ run: [UInt32]) {
        var offset = 0
        while offset < run.count {
            guard let label = Self.labels.first(where: { run[offset...].starts(with: $0) }) else {
                offset += 1
                continue
            }
            let end = offset + label.count
            if end < run.count, label.count > 1, isNameStart(run[end]) {
                name(start + end, maximum: limit(run[end]))
            } else if end == run.count {
                // The name comes after a mark or a blank.
                var next = start + end
                while [0x3A, 0xFF1A, 0x3D, 0x3000].contains(text.mark(next)) { next += 1 }
                let isNear =
                    next < text.count && text.kind(next) == .wide
                    && text.tokens[next].start - text.tokens[start + end - 1].end <= 2
                if isNear, label.count > 1 || next > start + end {
                    let limit = limit(text.scalars[text.tokens[next].start].value)
                    name(next, maximum: max(limit, standing(from: next)))
                }
            }
            offset = end
        }
    }

    private func isHangul(_ code: UInt32) -> Bool { (0xAC00...0xD7AF).contains(code) }

    private func isNameStart(_ code: UInt32) -> Bool {
        Self.surnames.contains(code) && !Self.stops.contains(code) || isHangul(code) && Self.surnames.contains(code)
    }

    private func limit(_ code: UInt32) -> Int { isHangul(code) ? 3 : Self.surnames.contains(code) ? 3 : 4 }

    /// How many ideographs stand alone from `first` on: up to five are one name; 0 if there are more.
    private func standing(from first: Int) -> Int {
        var count = 0
        while text.kind(first + count) == .wide, count == 0 || text.isGlued(first + count) { count += 1 }
        return count <= 5 ? count : 0
    }

    private mutating func name(_ first: Int, maximum: Int) {
        var last = first - 1
        while last + 1 < text.count, last + 1 - first < maximum, text.kind(last + 1) == .wide, !taken[last + 1] {
            let code = text.scalars[text.tokens[last + 1].start].value
            if Self.stops.contains(code),
                !(isHangul(code) && last + 1 - first < 2)
                    || last + 1 > first && !text.isGlued(last + 1) && isHangul(code)
            {
                break
            }
            last += 1
        }
        guard last > first else { return }
        take(first...last, .name, 0.8)
    }

    /// `山田様`, `김철수님`.
    private mutating func addressed(_ start: Int, _ run: [UInt32]) {
        for offset in run.indices.dropFirst() {
            guard let address = Self.addresses.first(where: { run[offset...].starts(with: $0) }), !taken[start + offset]
            else { continue }
            if Self.addresses.contains(where: { $0.count > 1 && offset > 0 && run[(offset - 1)...].starts(with: $0) }) {
                continue
            }
            var first = offset
            while first > 0, offset - first < 4, !taken[start + first - 1],
                !Self.stops.contains(run[first - 1]) || isHangul(run[first - 1]) && offset - first < 2
            {
                first -= 1
                if offset - first >= 2, Self.surnames.contains(run[first]), isHangul(run[first]) || address.count > 1 {
                    break
                }
            }
            let size = offset - first
            guard size >= 2 || size == 1 && Self.surnames.contains(run[first]) && address.count > 1 else { continue }
            let whole = run[..<(offset + address.count)]
            let isLabel = Self.labels.contains { $0.count > address.count && whole.suffix($0.count).elementsEqual($0) }
            guard !isLabel else { continue }
            take((start + first)...(start + offset - 1), .name, 0.8)
        }
    }
}
