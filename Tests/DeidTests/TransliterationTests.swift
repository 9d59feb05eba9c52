import Dicom
import Testing

@testable import Deid

@Suite("Names in another script")
struct TransliterationTests {
    @Test(
        "a name goes in every way in which it is written in Latin",
        arguments: [
            ("Ковальчук^Олена", "Kovalchuk Kowaltschuk Kowalczuk Kovaltchouk Koval'cuk Koval’čuk KOVALCHUK"),
            ("Иванова^Мария", "Ivanova Iwanowa IVANOVA Ivanova's"),
            ("Хрущёв^Никита", "Khrushchev Chruschtschow Hruscev Chruszczow Khrouchtchev Khrushchov"),
            ("Щербаков^Юрий", "Shcherbakov Schtscherbakow Szczerbakow Chtcherbakov"),
            ("Жуковский^Евгений", "Zhukovsky Zhukovskiy Zhukovskii Schukowski Joukovski Zukowski Evgeny Jewgeni Yevgeniy"),
            ("Ђорђевић^Милош", "Djordjevic Đorđević Milos Miloš"), ("Гусейнов^Эльчин", "Guseinov Guseynov Huseynov"),
            ("Цветков^Ангел", "Tsvetkov Cvetkov Zwetkow"), ("Щъркелов^Кръстьо", "Shtarkelov"),
            ("Зеленська^Ганна", "Zelenska Selenska Hanna"), ("Шевченко^Тарас", "Shevchenko Schewtschenko Szewczenko Chevtchenko"),
            ("Παπαδοπούλου^Ελένη", "Papadopoulou Papadopulu Eleni"), ("Χατζής^Γιώργος", "Chatzis Hatzis Xatzis Giorgos"),
            ("Μπακογιάννη^Ευθυμία", "Bakogianni Mpakogianni Efthymia Eythimia"), ("Ντόκος^Αθανάσιος", "Dokos Ntokos Athanasios"),
            ("Ψαρρός^Ξενοφών", "Psarros Xenofon Xenophon"), ("כהן^שרה", "Cohen Kohen Kahen"), ("לוינסקי^דב", "Levinsky Lewinski"),
            ("الحسيني^محمود", "Husseini Alhusseini Hosseini Mahmoud Mahmud"),
        ])
    func latin(name: String, spellings: String) {
        for spelling in spellings.split(separator: " ") {
            let text = TextFixture.clean("CT \(spelling) thorax", ["PatientName": name])
            // A mark in the middle of a word may stay.
            #expect(!text.contains(spelling.prefix(5)) || spelling.contains("'") && text != "CT \(spelling) thorax", "\(text)")
            #expect(text.hasPrefix("CT <NAME>") && text.hasSuffix("thorax"), "\(text)")
        }
    }

    @Test(
        "a Latin name goes in other scripts",
        arguments: [
            ("Kovalchuk^Olena", "КТ Ковальчук", "КТ <NAME>"), ("Ivanova^Maria", "МРТ Ивановой, контроль", "МРТ <NAME>, контроль"),
            ("Schewtschenko^Taras", "УЗИ Шевченко", "УЗИ <NAME>"), ("Papadopoulos^Nikos", "ΑΞ Παπαδόπουλος", "ΑΞ <NAME>"),
            ("Papadopoulos^Nikos", "αξονική Παπαδόπουλο", "αξονική <NAME>"),
            ("Papadopoulos^Nikos", "ΑΞ Παπαδοπούλου", "ΑΞ <NAME>"),
            ("Djordjevic^Milos", "CT Ђорђевић", "CT <NAME>"), ("Levinsky^Dov", "CT לוינסקי", "CT <NAME>"),
        ])
    func native(name: String, text: String, expected: String) {
        #expect(TextFixture.clean(text, ["PatientName": name]) == expected)
    }

    @Test(
        "a name in another case is the name",
        arguments: [
            ("Иванова^Мария", "снимок Ивановой", "снимок <NAME>"), ("Ковальчук^Олена", "знімок Ковальчука", "знімок <NAME>"),
            ("Достоевский^Фёдор", "КТ Достоевского", "КТ <NAME>"), ("Белая^Анна", "КТ Белой", "КТ <NAME>"),
            ("Белая^Анна", "МРТ Белую", "МРТ <NAME>"), ("Гладкий^Пётр", "УЗИ Гладкого", "УЗИ <NAME>"),
            ("Ребров^Иван", "снимок Реброва", "снимок <NAME>"), ("Костин^Олег", "КТ Костина", "КТ <NAME>"),
            ("Παπαδόπουλος^Νίκος", "μαγνητική Παπαδόπουλο", "μαγνητική <NAME>"),
            ("Παπαδόπουλος^Νίκος", "αξονική Παπαδοπούλου", "αξονική <NAME>"), ("Kowalska^Anna", "RTG Kowalskiej", "RTG <NAME>"),
            ("Nováková^Jana", "CT Novákové", "CT <NAME>"), ("Иванов^Пётр", "CT Ivanova", "CT <NAME>"),
        ])
    func cases(name: String, text: String, expected: String) {
        #expect(TextFixture.clean(text, ["PatientName": name]) == expected)
    }

    @Test(
        "words that only begin alike, or are spelled by chance, stay",
        arguments: [
            ("Марк^Иван", "mark the left side"), ("Хан^Али", "hand and wrist"), ("Лев^Анна", "left hip"),
            ("Кость^Пётр", "cost of CT"), ("Кость^Пётр", "кость цела"), ("Кость^Пётр", "перелом кости"),
            ("Ребров^Иван", "ребро слева"),
            ("Ребров^Иван", "перелом ребра"), ("Ребров^Иван", "ribs, 3 ребер"), ("Костин^Олег", "перелом кости"),
            ("Плечов^Ян", "вывих плеча"),
            ("Головин^Пётр", "сосуды головы"), ("Черепанов^Юрий", "кости черепа"), ("Сердюк^Анна", "границы сердца"),
            ("Лист^Анна", "list of images"),
            ("Белая^Анна", "очаги белого вещества"), ("Почкин^Иван", "кисты почки"), ("Пост^Иван", "post contrast"),
            ("Хост^Ян", "host of findings"),
            ("Петров^Олег", "петля кишки"), ("Ковальчук^Олена", "Kidney, kovalent"),
            ("כהן^שרה", "chin and neck"), ("לוי^דוד", "level 2"), ("علي^حسن", "all series"), ("Μάρκος^Παύλος", "marked pulse"),
            ("Kowalska^Anna", "kontrola"), ("Martin^Anna", "marginal"),
        ])
    func chance(name: String, text: String) {
        #expect(TextFixture.clean(text, ["PatientName": name]) == text)
    }

    @Test("the self-check looks for the usual Latin spelling too")
    func selfCheck() throws {
        let instance = SelfCheckFixture.patient([
            .init(0x0008_0005, .CS, "ISO_IR 192"), .init(0x0010_0010, .PN, "Ковальчук^Олена"),
            .init(0x0020_4000, .LT, "Kovalchuk"),
        ])
        #expect(try SelfCheckFixture.run(instance, SelfCheckRules.leavingTexts()).found?.path == "(0020,4000)")
    }
}
