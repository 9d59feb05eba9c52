"""People, invented: names of many countries, written in the ways that records hold them."""

import re
import unicodedata

import lists

WORD_NAMES = """Long Short Young Head Foote Foot Bone Hand Hands Legg Shin Chin Cheek Brain Hart Heart Payne Paine Baker Cook
Brown Green White Black Gray Grey Rose May June April August Will Grace Hope Joy Mark Pat Church Park Field Stone Wood Hill
Rivers Waters Sharp Swift Strong Wise Good Best Love Day Knight King Bishop Pope Prince Noble Angel Summer Autumn Daisy Iris
Ivy Lily Violet Amber Ruby Pearl Crystal Page Guy Rich Frank Drew Chase Rob Jack Faith Dawn Penny Nick Gene Wade Lance Pierce
Miles Brook Glen Dale Cliff Heath Reed Parker Carter Mason Tanner Porter Taylor Fisher Hunter Turner Walker Little Banks
Marsh Temple Shields Bowers Sands Snow Frost Winter Waite Chest Back Side Wall Block Case Means Major Minor Power Price Rush
Sage Savage Self Shoulders Small Spears Speed Stack Starr Street Sweet Tongue Towne Vein Ward Weeks Wells Winters Wolf Worth
Berry Bush Cherry Clay Coffee Cotton Cross Dean Dial Doctor Drum Fast Fine Fox Free Gates Gold Grant Hall Hays Held Ice Judge
Kidney Lamb Land Lane Large Law Lemon Light Lord Lung Mann Mayo Moody Moon Moss Nail Null Nurse Opera Organ Pace Pain Palmer
Patch Pitt Poole Post Pound Powers Queen Rains Ray Read Ring Rock Roach Root Salt Scales Seal Seller Sells Shade Shaw Ship
Singer Skinner Spain Spine Spring Steel Storm Sung Table Test Thorn Tibbs Tree True Vail Vale Ventura Wake Wine Yard Zimmer
Parkinson Hodgkin Crohn Graves Weber Wilson Turner Down Bell Paget Kaposi Barrett Murphy Smith Colles Jones Bennett Morton
Chance Garden Mason Denis Stanford Fisher Bankart Ross Norwood Glenn Mustard Fontana Borden Osgood Harris Lewis Martin Hess
Hunt Simpson Gleason Gartner Tanner Cobb Wells Apgar Ranson Fleischner Hickman Foley Moore Cushing Addison Wilms Burkitt
Ewing Schwarz Klein Gross Lang Kurz Kopf Herz Weiß Rot Blau Winter Sommer Berg Stein Vogel Fuchs Wolf Engel Koch Fischer Mayer
Petit Grand Blanc Noir Roux Leblanc Marchand Berger Fontaine Rossi Bianchi Neri Costa Rosa Luz Cruz Santos Reyes Flores Rey
Blanco Moreno Rojo Sol Mar Paz Leon Campos Rios Vega Delgado Bravo Gallo Leone Conti Serra Villa Monte Lima Silva""".split()

PARTICLES = [
    "van der ",
    "van ",
    "de ",
    "von ",
    "van den ",
    "de la ",
    "del ",
    "di ",
    "da ",
    "dos ",
    "al-",
    "El ",
    "O'",
    "Mc",
    "Mac",
    "St. ",
    "Le ",
    "Du ",
    "Ben ",
    "bin ",
    "ter ",
    "zu ",
    "D'",
    "della ",
    "Al ",
]

SYLLABLES = """ba be bi bo bra bren bur ca car cel cha chi cor da dal del den der do dra du dur e el en er fa fal fen fi fo ga gar
ge gil go gra gru gul ha hal har hel hen ho hu i in is ja jar jo ju ka kal kar kel ken ki ko kra kri kul la lan lar le len li lo
lu ma mal man mar mel men mi mo mu na nar nel ni no o ol or os pa pal par pe pen pi po pra qui ra ral ran re ren ri ro ru sa sal
san sar se sel sen sha shi so sta ste sto su ta tal tan tar te tel ten ther ti to tra tri tu u ul un va val van ve vel ven vi vo
wa wal wan we wel wen wi wo ya yan ye yo za zal ze zen zi zo""".split()
ENDINGS = """son sen man mann berg stein ski sky ska wicz ic vich ov ova ez es elli ini ucci ard eau ton ley ford well by wood
ham worth ing land ster dez ano ero eira inho oglu yan ian idis akis poulos escu ner er bauer meier hoff dorf lund gren quist
strom vik gaard sma stra inga a o i e u n k t""".split()


class Person:
    def __init__(self, choose, language, held):
        """`held`: None for any name; True or False for the pieces of the lists that are held out or not."""
        self.choose, self.language = choose, language
        locale = choose.choice(lists.LOCALES[language])
        if language not in ("ja", "zh", "ko", "ru") and choose.random() < 0.3:
            other = choose.choice([k for k in lists.LOCALES if k not in ("ja", "zh", "ko", "ru")] + ["latin"] * 2)
            locale = choose.choice(
                ["ja_JP@latin", "zh_CN@latin", "zh_TW@latin"] if other == "latin" else lists.LOCALES[other]
            )
        pool = lists.faker_names().get(locale) or lists.faker_names()["en_US"]
        self.asian = language in ("ja", "zh", "ko")
        self.first = self._pick(pool[0], held)
        self.last = self._pick(pool[1], held)
        if locale == "en_US" or language == "en" and choose.random() < 0.35:
            first, family = lists.census()
            self.first = self._pick(first[:3000], held) if choose.random() < 0.8 else self.first
            # Seldom names as often as frequent ones: a model that only knows Smith leaks everybody else.
            reach = choose.choice([500, 3000, 20000, len(family)])
            self.last = self._pick(family[:reach], held)
        if not self.asian and language != "ru":
            chance = choose.random()
            if chance < 0.12:
                self.last = self._invented()
            elif chance < 0.16:
                self.last = choose.choice(WORD_NAMES)
            elif chance < 0.20:
                self.first = choose.choice(WORD_NAMES)
            elif chance < 0.26:
                self.last = self._misspelt(self.last)
            if choose.random() < 0.05:
                self.first = self._invented(short=True)
            if choose.random() < 0.05:
                self.last = choose.choice(PARTICLES) + self.last
            if choose.random() < 0.06:
                self.last += choose.choice("- ") + self._pick(pool[1], held)
        self.middle = self._pick(pool[0], held) if choose.random() < 0.25 and not self.asian else ""

    def _pick(self, names, held):
        for _ in range(30):
            name = self.choose.choice(names)
            if held is None or lists.fold(name, 5, of=1) == held:
                break
        return name

    def _invented(self, short=False):
        count = self.choose.choice([1, 1, 2] if short else [1, 2, 2, 3])
        stem = "".join(self.choose.choice(SYLLABLES) for _ in range(count))
        return (stem + self.choose.choice(ENDINGS)).capitalize()

    def _misspelt(self, name):
        if len(name) < 4:
            return name
        at = self.choose.randrange(1, len(name))
        letter = self.choose.choice("aeiourstlnmkdyzw")
        return self.choose.choice(
            [name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :], name[:at] + name[at + 1 :]]
        )

    def header(self):
        """As a data set has it."""
        last, first = self.last, self.first
        if self.asian:
            latin = self.choose.choice(["Kim^Min", "Lee^Ji", "Wang^Wei", "Yamada^Tarou", "Chen^Li", "Suzuki^Hanako"])
            return f"{latin}={last}^{first}" if self.choose.random() < 0.4 else f"{last}^{first}"
        text = f"{last}^{first}" + (f"^{self.middle}" if self.middle and self.choose.random() < 0.7 else "")
        if self.choose.random() < 0.5:
            text = text.upper()
        if self.choose.random() < 0.3:
            text = ascii_of(text)
        return text

    def written(self, style):
        choose, first, last = self.choose, self.first, self.last
        initial = first[:1]
        if self.asian and style in ("full", "pn", "initlast", "firstinit"):
            gap = choose.choice(["", "", " "]) if style != "pn" else choose.choice(["^", " ", ""])
            return last + gap + first
        if style == "full":
            forms = (
                [f"{first} {last}"] * 6 + [f"{last}, {first}"] * 5 + [f"{last} {first}"] * 2 + [f"{last},{first}"] * 2
            )
            forms += [f"{initial}. {last}"] * 2 + [
                f"{initial} {last}",
                f"{last}, {initial}.",
                f"{last} {initial}",
                f"{last}^{first}",
            ]
            forms += [f"{last.upper()} {first}", f"{last.upper()}, {first}", f"{last}/{first}", f"{last}; {first}"]
            if self.middle:
                m = self.middle
                forms += [
                    f"{first} {m[0]}. {last}",
                    f"{first} {m} {last}",
                    f"{last}, {first} {m[0]}",
                    f"{last}, {first} {m}",
                ] * 2
            return choose.choice(forms)
        if style == "pn":
            return choose.choice(
                [f"{last}^{first}"] * 4
                + [f"{last}, {first}"] * 3
                + [f"{first} {last}", f"{last}^{first}^{self.middle}"]
            )
        if style == "last":
            return last
        if style == "first":
            return first
        if style == "initlast":
            return choose.choice(
                [
                    f"{initial}. {last}",
                    f"{initial}.{last}",
                    f"{initial} {last}",
                    f"{last} {initial}",
                    f"{last}, {initial}.",
                ]
            )
        if style == "firstinit":
            return choose.choice([f"{first} {last[:1]}.", f"{first} {last[:1]}", f"{first[:1]}. {last[:1]}."])
        if style == "initials":
            m = (self.middle or "")[:1]
            i, l = ascii_of(initial).upper(), ascii_of(last)[:1].upper()
            return choose.choice(
                [
                    f"{i}{l}",
                    f"{i}{l}",
                    f"{i}{m}{l}",
                    f"{i}.{l}.",
                    f"{l}{i}",
                    f"{i}/{l}",
                    f"{i}{l}".lower(),
                    f"{i}. {l}.",
                ]
            )
        if style == "glued":
            text = choose.choice([last + first, first + last]).replace(" ", "")
            return choose.choice([text, text, text.lower(), ascii_of(text).lower()])
        if style == "under":
            gap = choose.choice(["_", "_", "_", "-", ".", "", "", " ", "^"])
            form = choose.choice(
                [(last, first), (last, first), (first, last), (last, initial), (initial, last), (last,)]
            )
            text = gap.join(form)
            return choose.choice([text, text.lower(), text.upper(), ascii_of(text)])
        raise ValueError(style)

    def user(self):
        choose = self.choose
        first, last = ascii_of(self.first).lower(), re.sub(r"\W", "", ascii_of(self.last).lower())
        number = choose.choice(["", "", "", str(choose.randrange(1, 99)), str(choose.randrange(1, 9))])
        return (
            choose.choice(
                [
                    first[:1] + last,
                    last + first[:1],
                    f"{first}.{last}",
                    f"{first}_{last}",
                    f"{last}_{first[:1]}",
                    first + last[:1],
                    last[:6] + first[:2],
                    f"{first[:1]}.{last}",
                    f"{last}.{first[:1]}",
                    first,
                ]
            )
            + number
        )


def ascii_of(text):
    text = (
        text.replace("ß", "ss")
        .replace("ø", "o")
        .replace("Ø", "O")
        .replace("ł", "l")
        .replace("Ł", "L")
        .replace("ı", "i")
    )
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if not unicodedata.combining(c))


def capital_word(text):
    return text[:1].upper() + text[1:]
