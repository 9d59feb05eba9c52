"""Dates, numbers and codes in the ways that records hold them."""

import datetime

COUNTRY_CODES = "44 49 33 34 39 31 351 48 47 46 45 90 7 81 86 82 55 61".split()

MONTHS = {
    "en": [
        "January February March April May June July August September October November December".split(),
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    ],
    "de": [
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
        "Jan. Feb. Mrz. Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.".split(),
    ],
    "fr": [
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
    ],
    "es": [
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
        "ene feb mar abr may jun jul ago sep oct nov dic".split(),
    ],
    "it": [
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
        "gen feb mar apr mag giu lug ago set ott nov dic".split(),
    ],
    "nl": [
        "januari februari maart april mei juni juli augustus september oktober november december".split(),
        "jan feb mrt apr mei jun jul aug sep okt nov dec".split(),
    ],
    "pt": [
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
        "jan fev mar abr mai jun jul ago set out nov dez".split(),
    ],
    "pl": [
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split(),
        "sty lut mar kwi maj cze lip sie wrz paź lis gru".split(),
    ],
    "no": [
        "januar februar mars april mai juni juli august september oktober november desember".split(),
        "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.".split(),
    ],
    "tr": [
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split(),
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara".split(),
    ],
    "ru": [
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
        "янв фев мар апр мая июн июл авг сен окт ноя дек".split(),
    ],
}
NINETIES = [
    "ninety",
    "ninety-one",
    "ninety two",
    "ninety-three",
    "ninety-four",
    "ninety five",
    "ninety-six",
    "ninety-seven",
    "ninety eight",
    "ninety-nine",
    "one hundred",
    "one hundred and one",
    "a hundred",
]


def day(choose, first=1925, last=2025):
    start = datetime.date(first, 1, 1)
    return start + datetime.timedelta(days=choose.randrange((datetime.date(last, 12, 31) - start).days))


def written(choose, date, language):
    d, m, y = date.day, date.month, date.year
    if language in ("ja", "zh", "ko") and choose.random() < 0.75:
        if language == "ko":
            return choose.choice(
                [
                    f"{y}년 {m}월 {d}일",
                    f"{y}년{m}월{d}일",
                    f"{y}.{m:02}.{d:02}",
                    f"{y}. {m}. {d}.",
                    f"{y}-{m:02}-{d:02}",
                ]
            )
        forms = [
            f"{y}年{m}月{d}日",
            f"{y}年{m:02}月{d:02}日",
            f"{y}/{m:02}/{d:02}",
            f"{y}.{m}.{d}",
            f"{y}-{m:02}-{d:02}",
            f"{m}月{d}日",
        ]
        if language == "ja":
            era = ("令和", 2018) if y > 2018 else ("平成", 1988) if y > 1988 else ("昭和", 1925)
            forms += [
                f"{era[0]}{y - era[1]}年{m}月{d}日",
                f"{'RHS'[['令和', '平成', '昭和'].index(era[0])]}{y - era[1]}.{m}.{d}",
            ]
        return choose.choice(forms)
    full, short = MONTHS.get(language, MONTHS["en"])
    if language not in ("en",) and choose.random() < 0.1:
        full, short = MONTHS["en"]
    month = choose.choice([full[m - 1], short[m - 1], short[m - 1].rstrip(".")])
    us = language == "en" and choose.random() < 0.65
    a, b = (m, d) if us else (d, m)
    gap = choose.choice("//////..--") if language == "en" else choose.choice("....//--")
    yy = choose.choice([str(y), str(y), f"{y % 100:02}"])
    numeric = choose.choice([f"{a:02}{gap}{b:02}{gap}{yy}", f"{a}{gap}{b}{gap}{yy}"])
    forms = [numeric] * 7 + [f"{y}-{m:02}-{d:02}"] * 3 + [f"{y}{m:02}{d:02}"] * 2
    forms += [
        f"{d:02}-{month.rstrip('.')[:3]}-{yy}",
        f"{d:02}{month.rstrip('.')[:3].upper()}{yy}",
        f"{d:02} {month.rstrip('.')[:3]} {yy}",
    ]
    forms += [
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m:02}.{d:02}",
        f"{y % 100:02}{m:02}{d:02}",
        f"{a:02}{gap} {b:02}{gap} {y}",
        f"{y}-{month[:3]}-{d:02}",
    ]
    if language == "en":
        forms += [f"{month} {d}, {y}"] * 3 + [
            f"{month} {d} {y}",
            f"{d} {month} {y}",
            f"{month} {ordinal(d)}, {y}",
            f"the {ordinal(d)} of {month} {y}",
        ]
        forms += [f"{choose.choice(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Monday', 'Friday'])} {month} {d}, {y}"]
    elif language in ("es", "pt"):
        forms += [f"{d} de {month} de {y}"] * 3 + [f"{d} de {month}", f"{d} {month} {y}"]
    elif language in ("de", "no"):
        forms += [f"{d}. {month} {y}"] * 3 + [f"{d}. {month}"]
    elif language == "ru":
        forms += [f"{d} {month} {y} г.", f"{d} {month} {y}", f"{d} {month} {y} года"]
    else:
        forms += [f"{d} {month} {y}"] * 3 + [f"{d} {month}"]
    return choose.choice(forms)


def ordinal(n):
    return f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def month_year(choose, date, language):
    full, short = MONTHS.get(language, MONTHS["en"])
    name = choose.choice([full, short])[date.month - 1]
    if language in ("ja", "zh"):
        return f"{date.year}年{date.month}月"
    if language == "ko":
        return f"{date.year}년 {date.month}월"
    return choose.choice(
        [f"{name} {date.year}"] * 3
        + [
            f"{date.month:02}/{date.year}",
            f"{date.month}/{date.year}",
            f"{name} '{date.year % 100:02}",
            f"{name.rstrip('.')}-{date.year % 100:02}",
            f"{date.month:02}/{date.year % 100:02}",
            f"{date.year}-{date.month:02}",
        ]
    )


def day_month(choose, date, language):
    full, short = MONTHS.get(language, MONTHS["en"])
    name = choose.choice([full, short])[date.month - 1]
    if language in ("ja", "zh"):
        return f"{date.month}月{date.day}日"
    forms = [
        f"{name} {date.day}",
        f"{name} {date.day}",
        f"{date.day} {name}",
        f"{name} {ordinal(date.day)}",
        f"{date.month}/{date.day}",
        f"{date.day}-{name}",
    ]
    return choose.choice(forms)


def digits(choose, count):
    return "".join(choose.choice("0123456789") for _ in range(count))


def letters(choose, count):
    return "".join(choose.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(count))


def patient_id(choose):
    return choose.choice(
        [
            lambda: digits(choose, choose.randrange(5, 11)),
            lambda: digits(choose, choose.randrange(6, 9)),
            lambda: letters(choose, 1) + digits(choose, choose.randrange(4, 10)),
            lambda: letters(choose, 2) + digits(choose, choose.randrange(4, 9)),
            lambda: "-".join(digits(choose, 2) for _ in range(3)),
            lambda: f"{digits(choose, 3)}-{digits(choose, 4)}",
            lambda: f"{letters(choose, choose.randrange(1, 4))}-{digits(choose, choose.randrange(4, 8))}",
            lambda: "000" + digits(choose, 5),
            lambda: f"{digits(choose, 3)} {digits(choose, 3)} {digits(choose, 4)}",
            lambda: f"{digits(choose, 5)}{letters(choose, 1)}",
            lambda: f"{letters(choose, 1)}{digits(choose, 2)}-{digits(choose, 5)}",
            lambda: f"{digits(choose, 6)}/{digits(choose, 2)}",
            lambda: f"{digits(choose, 4)}.{digits(choose, 3)}",
            lambda: f"{letters(choose, 3)}{digits(choose, 3)}{letters(choose, 1)}{digits(choose, 2)}",
        ]
    )()


def accession(choose):
    return choose.choice(
        [
            lambda: digits(choose, choose.randrange(7, 12)),
            lambda: letters(choose, choose.randrange(1, 4)) + digits(choose, choose.randrange(6, 10)),
            lambda: f"{digits(choose, 2)}-{digits(choose, 7)}",
            lambda: f"{letters(choose, 2)}-{digits(choose, 2)}-{digits(choose, 5)}",
            lambda: f"{choose.randrange(2000, 2026)}{letters(choose, 2)}{digits(choose, 6)}",
            lambda: f"E{digits(choose, 8)}",
            lambda: f"{digits(choose, 4)}{letters(choose, 1)}{digits(choose, 4)}",
        ]
    )()


def other_id(choose, language):
    d = lambda n: digits(choose, n)
    forms = [
        f"{d(3)}-{d(2)}-{d(4)}",
        d(9),
        f"{letters(choose, 2)}{d(9)}",
        f"{letters(choose, 3)}{d(6)}",
        f"{d(5)}-{d(5)}-{d(2)}",
        f"{letters(choose, 1)}{d(8)}",
        f"{d(3)} {d(3)} {d(4)}",
        f"{letters(choose, 2)} {d(6)} {letters(choose, 1)}",
        f"{letters(choose, 3)}-{d(3)}-{d(4)}",
        f"{d(2)}-{d(5)}",
        f"S{d(2)}-{d(5)}",
        f"{letters(choose, 4)}{d(4)}",
        f"{d(4)}-{letters(choose, 2)}-{d(3)}",
    ]
    if language != "en":
        forms += [
            d(11),
            f"{d(6)}-{d(4)}",
            f"{d(6)}{choose.choice(['-', '+', ' '])}{d(4)}",
            f"{d(8)}{letters(choose, 1)}",
            f"{letters(choose, 6)}{d(2)}{letters(choose, 1)}{d(2)}{letters(choose, 1)}{d(3)}{letters(choose, 1)}",
            f"{d(1)} {d(2)} {d(2)} {d(2)} {d(3)} {d(3)} {d(2)}",
            f"{d(3)}.{d(3)}.{d(3)}-{d(2)}",
            f"{letters(choose, 1)}{d(9)}",
            f"{d(18)}",
        ]
    return choose.choice(forms)


def phone(choose, language):
    d = lambda n: digits(choose, n)
    us = [
        f"({d(3)}) {d(3)}-{d(4)}",
        f"{d(3)}-{d(3)}-{d(4)}",
        f"{d(3)}.{d(3)}.{d(4)}",
        f"{d(3)} {d(3)} {d(4)}",
        f"+1 {d(3)} {d(3)} {d(4)}",
        f"1-{d(3)}-{d(3)}-{d(4)}",
        f"{d(3)}{d(3)}{d(4)}",
        f"{d(3)}-{d(4)}",
        f"{d(3)}/{d(3)}-{d(4)}",
        f"({d(3)}){d(3)}-{d(4)}",
        f"{d(3)}-{d(3)}-{d(4)} x{d(3)}",
    ]
    world = [
        f"+{choose.choice(COUNTRY_CODES)} {d(2)} {d(3)} {d(4)}",
        f"0{d(2)} {d(4)} {d(4)}",
        f"0{d(3)} {d(6)}",
        f"0{d(3)}/{d(6)}",
        f"0{d(1)} {d(2)} {d(2)} {d(2)} {d(2)}",
        f"0{d(3)}-{d(5)}",
        f"{d(3)} {d(2)} {d(2)} {d(2)}",
        f"{d(2)} {d(2)} {d(2)} {d(2)}",
        f"0{d(2)}-{d(4)}-{d(4)}",
        f"{d(3)} {d(3)} {d(3)}",
        f"0{d(9)}",
        f"+{d(2)}{d(9)}",
        f"8 ({d(3)}) {d(3)}-{d(2)}-{d(2)}",
        f"1{d(10)}",
    ]
    if choose.random() < 0.22:
        return extension(choose)
    return choose.choice(us if language == "en" and choose.random() < 0.8 else world)


def extension(choose):
    word = choose.choice(
        [
            "ext ",
            "ext. ",
            "x",
            "x ",
            "extension ",
            "pager ",
            "beeper ",
            "pgr ",
            "bleep ",
            "vocera ",
            "spectralink ",
            "ASCOM ",
        ]
    )
    return word + digits(choose, choose.randrange(3, 6))


def serial(choose):
    return choose.choice(
        [
            lambda: digits(choose, choose.randrange(4, 9)),
            lambda: letters(choose, 2) + digits(choose, choose.randrange(5, 9)),
            lambda: f"{digits(choose, 5)}{letters(choose, 1)}{digits(choose, 1)}",
            lambda: f"{letters(choose, 3)}{digits(choose, 6)}{letters(choose, 1)}",
            lambda: f"{digits(choose, 3)}-{digits(choose, 5)}",
            lambda: f"{letters(choose, 1)}{digits(choose, 3)}{letters(choose, 1)}{digits(choose, 4)}",
        ]
    )()


def uid(choose):
    root = choose.choice(
        [
            "1.2.840.113619.2",
            "1.3.12.2.1107.5.1.4",
            "1.2.826.0.1.3680043.8.498",
            "1.3.6.1.4.1.14519.5.2.1",
            "2.25",
            "1.2.392.200036.9116",
        ]
    )
    if root == "2.25":
        return f"2.25.{choose.randrange(1, 10)}{digits(choose, 35)}"
    return root + "".join(
        f".{choose.randrange(1, 10 ** choose.randrange(1, 10))}" for _ in range(choose.randrange(3, 7))
    )


def ip(choose):
    start = choose.choice(["10", "192.168", "172.16", str(choose.randrange(11, 223))])
    parts = start.split(".")
    while len(parts) < 4:
        parts.append(str(choose.randrange(1, 255)))
    return ".".join(parts)


def station(choose):
    d, l = digits, letters
    return choose.choice(
        [
            lambda: choose.choice(["CT", "MR", "US", "XR", "CR", "DX", "NM", "PT", "RF", "MG"])
            + str(choose.randrange(1, 20))
            + l(choose, choose.randrange(0, 3)),
            lambda: l(choose, choose.randrange(3, 6)) + d(choose, 2),
            lambda: choose.choice(
                ["CTAWP", "MRC", "AWP", "AN_CT", "HOST-", "PACS", "WS", "RADWS", "XA", "ANGIO", "ERCT", "ICUDR"]
            )
            + d(choose, choose.randrange(1, 6)),
            lambda: l(choose, 3)
            + choose.choice(["_", "-", ""])
            + choose.choice(["CT", "MR", "US", "XR"])
            + d(choose, 1),
            lambda: choose.choice(["US", "CT", "MR", "XR"])
            + "-"
            + choose.choice(["ROOM", "RM", "ER", "OR", "BAY"])
            + d(choose, 1),
            lambda: choose.choice(["CT", "MR"]) + d(choose, 1) + l(choose, 2),
        ]
    )()


def plate(choose):
    d, l = digits, letters
    return choose.choice(
        [
            f"{l(choose, 3)} {d(choose, 4)}",
            f"{d(choose, 1)}{l(choose, 3)}{d(choose, 3)}",
            f"{l(choose, 2)}-{l(choose, 2)} {d(choose, 3)}",
            f"{l(choose, 2)}{d(choose, 2)} {l(choose, 3)}",
            f"{l(choose, 3)}-{d(choose, 3)}",
        ]
    )
