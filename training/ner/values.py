"""What the slots of the grammar hold in one record, and the header that goes with it.

About half of what a text tells stands in its header, exactly or in another form; the rest is somebody else's.
"""

import datetime
import re

import figures
import lists
import places
from people import Person, ascii_of

NEUTRAL = ("ja", "zh", "ko")
SEQUENCES = (
    "T1 T2 FLAIR DWI ADC SWI STIR PD MPRAGE HASTE VIBE TOF BOLD DTI EPI CISS SPACE LAVA CUBE localizer "
    "survey scout topogram MIP MPR "
).split()
PARTS = (
    "brain head chest abdomen pelvis knee hip spine liver neck shoulder ankle wrist hand foot CSpine "
    "LSpine KUB thorax cardiac prostate breast "
).split()


class Values:
    def __init__(self, choose, language, held, words):
        self.choose, self.language, self.held, self.words = choose, language, held, words
        self.own = {role: Person(choose, self._tongue(), held) for role in ("pat", "doc", "staff", "read")}
        self.others = {role: Person(choose, self._tongue(), held) for role in ("pat", "doc", "staff", "rel")}
        self.known = {
            "mrn": figures.patient_id(choose),
            "acc": figures.accession(choose),
            "otherid": figures.other_id(choose, language),
            "serial": figures.serial(choose),
            "station": figures.station(choose),
            "hosp": places.hospital(choose, language, held),
            "phone": figures.phone(choose, language),
            "street": places.street(choose, language, held),
        }
        self.study = figures.day(choose, 1998, 2025)
        self.is_old = choose.random() < 0.5
        years = choose.randrange(90, 107) if self.is_old else choose.randrange(1, 89)
        self.age = years
        self.birth = datetime.date(self.study.year - years, *self._monthday())
        self.role_own = {}
        self.mentioned = set()

    def _tongue(self):
        return self.language

    def _monthday(self):
        d = figures.day(self.choose)
        return d.month, min(d.day, 28)

    def person(self, role):
        """The one of the header or another, the same throughout a record."""
        if role == "rel":
            return self.others["rel"]
        if role not in self.role_own:
            self.role_own[role] = self.choose.random() < 0.55
        if role == "doc" and self.role_own[role]:
            return self.own[self.choose.choice(["doc", "doc", "read"])]
        return self.own[role] if self.role_own[role] else self.others[role]

    def slot(self, name):
        """Pieces (text, role) of a slot."""
        head, _, rest = name.partition(".")
        if head in ("pat", "doc", "staff", "rel"):
            style = rest or "full"
            text = self.person(head).written(style).strip()
            return [(text, "NAME")]
        method = getattr(self, "_" + re.split(r"[.:]", name)[0], None)
        if method:
            return method(name)
        raise KeyError(name)

    def _own(self, key, make):
        return self.known[key] if self.choose.random() < 0.5 else make()

    def _date(self, name):
        date = self.study if self.choose.random() < 0.35 else figures.day(self.choose, 1985, 2025)
        if name == "date.compact":
            text = (
                date.strftime("%Y%m%d")
                if self.choose.random() < 0.7
                else date.strftime(self.choose.choice(["%Y-%m-%d", "%d%m%Y", "%y%m%d", "%d%b%Y"]))
            )
            return [(text, "DATE")]
        return [(figures.written(self.choose, date, self.language), "DATE")]

    def _dob(self, name):
        date = self.birth if self.choose.random() < 0.6 else figures.day(self.choose, 1925, 2020)
        return [(figures.written(self.choose, date, self.language), "DATE")]

    def _monthyear(self, name):
        return [(figures.month_year(self.choose, figures.day(self.choose, 1995, 2025), self.language), "DATE")]

    def _daymonth(self, name):
        return [(figures.day_month(self.choose, figures.day(self.choose), self.language), "DATE")]

    def _mrn(self, name):
        return [(self._own("mrn", lambda: figures.patient_id(self.choose)), "ID")]

    def _acc(self, name):
        return [(self._own("acc", lambda: figures.accession(self.choose)), "ID")]

    def _otherid(self, name):
        return [(self._own("otherid", lambda: figures.other_id(self.choose, self.language)), "ID")]

    def _serial(self, name):
        return [(self._own("serial", lambda: figures.serial(self.choose)), "ID")]

    def _uid(self, name):
        return [(figures.uid(self.choose), "ID")]

    def _phone(self, name):
        text = (
            self._own("phone", lambda: figures.phone(self.choose, self.language))
            if self.choose.random() < 0.15
            else figures.phone(self.choose, self.language)
        )
        found = re.match(r"(pager |beeper |pgr |bleep |vocera |spectralink |ASCOM )(.*)", text)
        return [(found.group(1), "free"), (found.group(2), "PHONE")] if found else [(text, "PHONE")]

    def _ext(self, name):
        return [(figures.digits(self.choose, 4), "PHONE")]

    def _email(self, name):
        person = self.person(self.choose.choice(["doc", "staff", "rel"]))
        return [(f"{person.user()}@{self._domain()}", "EMAIL")]

    def _domain(self):
        choose = self.choose
        stem = ascii_of(
            choose.choice(
                [
                    places.city(choose, "en", self.held),
                    choose.choice(places.ADJECTIVES),
                    Person(choose, "en", self.held).last,
                ]
            )
        ).lower()
        stem = re.sub(r"[^a-z]+", choose.choice(["", "-"]), stem).strip("-") or "clinic"
        return (
            stem
            + choose.choice(["", "", "-hospital", "health", "clinic", "-imaging", "med", "rad"])
            + choose.choice(
                [
                    ".org",
                    ".com",
                    ".example",
                    ".example.com",
                    ".edu",
                    ".net",
                    ".de",
                    ".fr",
                    ".co.uk",
                    ".nhs.uk",
                    ".local",
                    ".example.org",
                ]
            )
        )

    def _url(self, name):
        path = self.choose.choice(
            [
                "",
                "",
                "/portal",
                "/viewer?id=" + figures.digits(self.choose, 5),
                "/pacs/study",
                "/~rad",
                "/index.html",
                "/dicom-web",
            ]
        )
        return [
            (
                self.choose.choice(["https://", "http://", "", "www.", "https://www.", "portal.", "pacs."])
                + self._domain()
                + path,
                "URL",
            )
        ]

    def _ip(self, name):
        return [(figures.ip(self.choose), "IP")]

    def _street(self, name):
        return [(self._own("street", lambda: places.street(self.choose, self.language, self.held)), "ADDRESS")]

    def _city(self, name):
        return [(places.city(self.choose, self.language, self.held), "ADDRESS")]

    def _citystate(self, name):
        town, code = places.city(self.choose, self.language, self.held), places.post_code(self.choose, self.language)
        if self.language == "en":
            return [(self.choose.choice([f"{town}, {code}", f"{town} {code}", town]), "ADDRESS")]
        return [(self.choose.choice([f"{code} {town}", f"{code} {town}", town, f"{code}, {town}"]), "ADDRESS")]

    def _hosp(self, name):
        text = self._own("hosp", lambda: places.hospital(self.choose, self.language, self.held))
        if name == "hosp.abbr":
            short = (
                places.abbreviation(text)
                or places.abbreviation(self.known["hosp"])
                or figures.letters(self.choose, self.choose.randrange(3, 5))
            )
            return [(short, "INSTITUTION")]
        return [(text, "INSTITUTION")]

    def _station(self, name):
        return [(self._own("station", lambda: figures.station(self.choose)), "OTHER")]

    def _user(self, name):
        return [(self.person(self.choose.choice(["staff", "doc"])).user(), "USERNAME")]

    def _employer(self, name):
        return [(places.employer(self.choose, self.language, self.held), "OTHER")]

    def _plate(self, name):
        return [(figures.plate(self.choose), "OTHER")]

    def _agebad(self, name):
        years = self.age if self.is_old and self.choose.random() < 0.6 else self.choose.randrange(90, 110)
        if name == "agebad.num":
            return [(str(years), "AGE_OVER_89")]
        if self.language != "en":
            return [(str(years), "AGE_OVER_89")]
        if self.choose.random() < 0.12:
            return [
                (self.choose.choice(figures.NINETIES), "AGE_OVER_89"),
                (self.choose.choice([" year old", "-year-old", " years old", " years of age"]), None),
            ]
        before, after = self.choose.choice(
            [
                ("", "-year-old"),
                ("", " y/o"),
                ("", "yo"),
                ("", " yo"),
                ("", "Y"),
                ("", " year old"),
                ("", "F"),
                ("", "M"),
                ("", " yr old"),
                ("", " y.o."),
                ("", " years old"),
                ("age ", ""),
                ("aged ", ""),
                ("Age: ", ""),
                ("AGE ", ""),
                ("", "yoM"),
                ("", "yof"),
                ("", " YO F"),
                ("0" if years < 100 else "", "Y"),
                ("over ", ""),
                ("age of ", ""),
                ("", " yrs"),
                ("", "-y/o"),
            ]
        )
        return [(before, None), (str(years), "AGE_OVER_89"), (after, None)]

    def _n(self, name):
        low, high = map(int, name.split(":")[1:])
        return [(str(self.choose.randrange(low, high + 1)), None)]

    def _n2(self, name):
        low, high = map(int, name.split(":")[1:])
        return [(f"{self.choose.randrange(low, high + 1):02}", None)]

    def _year(self, name):
        return [(str(self.choose.randrange(1975, 2026)), None)]

    def _LETTERS(self, name):
        return [(figures.letters(self.choose, int(name.split(":")[1])), None)]

    def _surname(self, name):
        return [(Person(self.choose, "en" if self.language in NEUTRAL else self.language, self.held).last, None)]

    def _seqword(self, name):
        return [(self.choose.choice(SEQUENCES), None)]

    def _part_(self, name):
        return [(self.choose.choice(PARTS), None)]

    def _w(self, name):
        return [(self.words(self.choose, self.language), None)]

    def _W(self, name):
        return [(self.words(self.choose, self.language).capitalize(), None)]

    def header(self, text):
        """Keyword to value, as a data set has them; seldom nothing, seldom a name that is a word of the text."""
        choose = self.choose
        chance = choose.random()
        if chance < 0.08:
            return {}
        if chance < 0.15:
            return {"Modality": choose.choice(["CT", "MR", "US", "CR"]), "StudyDate": self.study.strftime("%Y%m%d")}
        shown = {
            "PatientName": (self.own["pat"].header(), 0.92),
            "PatientID": (self.known["mrn"], 0.92),
            "PatientBirthDate": (self.birth.strftime("%Y%m%d"), 0.9),
            "StudyDate": (self.study.strftime("%Y%m%d"), 0.9),
            "SeriesDate": (self.study.strftime("%Y%m%d"), 0.5),
            "AccessionNumber": (self.known["acc"], 0.85),
            "InstitutionName": (self.known["hosp"], 0.8),
            "ReferringPhysicianName": (self.own["doc"].header(), 0.8),
            "OperatorsName": (self.own["staff"].header(), 0.7),
            "NameOfPhysiciansReadingStudy": (self.own["read"].header(), 0.7),
            "StationName": (self.known["station"], 0.65),
            "DeviceSerialNumber": (self.known["serial"], 0.65),
            "OtherPatientIDs": (self.known["otherid"], 0.35),
            "PatientTelephoneNumbers": (self.known["phone"], 0.2),
            "PatientAddress": (self.known["street"], 0.2),
            "PatientAge": (f"{self.age:03}Y", 0.7),
            "Modality": (choose.choice(["CT", "MR", "US", "CR", "MG", "NM"]), 0.85),
            "PatientSex": (choose.choice("MFO"), 0.85),
            "Manufacturer": (choose.choice(["SIEMENS", "GE MEDICAL SYSTEMS", "Philips", "TOSHIBA"]), 0.8),
            "StudyTime": ("101500", 0.7),
        }
        header = {key: value for key, (value, often) in shown.items() if choose.random() < often}
        if chance > 0.96 and "PatientName" in header:
            candidates = [w for w, role in text if role is None for w in re.findall(r"[A-Za-z]{3,9}", w)]
            if candidates:
                header["PatientName"] = f"{choose.choice(candidates)}^{self.own['pat'].first}"
        return {key: re.sub(r"[\t\n\x1f]", " ", value) for key, value in header.items()}

    def _invented_word(self):
        """What looks like nothing known: a new drug, an acronym, a product."""
        from people import SYLLABLES

        choose = self.choose
        if choose.random() < 0.4:
            return figures.letters(choose, choose.randrange(2, 6))
        stem = "".join(choose.choice(SYLLABLES) for _ in range(choose.choice([1, 2, 2])))
        return stem + choose.choice(
            [
                "mab",
                "ol",
                "ine",
                "ide",
                "ium",
                "osis",
                "itis",
                "oma",
                "ectomy",
                "graphy",
                "scan",
                "view",
                "flow",
                "fast",
                "vist",
                "pril",
                "statin",
                "azole",
                "oid",
                "al",
                "ic",
                "ax",
                "ion",
            ]
        )
