"""Hospitals, streets, towns, employers: invented, in the ways of each language."""

import re

import lists
from hospitals import HOSPITALS
from people import Person, ascii_of, capital_word

KIND = [
    "Hospital",
    "Hospital",
    "Medical Center",
    "Medical Centre",
    "Clinic",
    "Imaging Center",
    "Imaging",
    "Health Center",
    "Regional Hospital",
    "General Hospital",
    "Community Hospital",
    "Radiology",
    "Diagnostic Center",
    "Cancer Center",
    "Health System",
    "Memorial Hospital",
    "Hosp",
    "Med Ctr",
    "Surgery Center",
    "MRI Center",
    "Infirmary",
    "Healthcare",
    "Medical Group",
    "Cancer Institute",
    "Heart Institute",
]
ADJECTIVES = """
Mercy Providence Sacred Heart Good Samaritan Northside Southside Westview Eastern Valley Lakeside Riverside
Highland Central Coastal Mountain Prairie Bay Summit Pioneer Heritage Community Regional Advanced Open Premier
United Liberty Harbor Evergreen Sunrise Meadow Pinecrest Oakwood Cedar Maple Willow Brookside Hillcrest
Parkview Fairview Grandview Lakeview Stonebridge Foxglove Silverleaf Redwood Ironwood Greenfield Bluewater
Kingfisher Hawthorn Larkspur Copperfield Wexford Thornbury Ashgrove Birchwood Elmhurst Quarry Millstone Falcon
Heron Osprey
""".split()
SAINTS = """
Mary Joseph John Luke Francis Anthony Vincent Elizabeth Catherine Michael Thomas Anne Agnes Jude Peter Paul
Barbara Clara Rita Bernard Martin Georg Anna Maria Juan José Rafael Antonio Pedro Pablo Carlo Giovanni
Giuseppe Raffaele Lucia Camillo Louis Pierre Jean Étienne Nikolaus Johannes Elisabeth Franziskus Hedwig Josef
Bonifatius Lucas Jozef Antonius Elisabeth Jan Piotr Łukasz Anny
""".split()
VIRTUES = ("Hope Peace Grace Mercy Charity Consolation Lourdes Gracia Dolores Rocío Pilar Nieves Resurrection ").split()
CENTRES = ["Center", "Centre", "Institute", "Clinic"]
WORKS = [
    "Steelworks",
    "Bakery",
    "Logistics",
    "Foods",
    "Motors",
    "Mills",
    "Farms",
    "Trucking",
    "Construction",
    "Industries",
    "Elementary School",
    "High School",
    "Brewery",
    "Airlines",
    "Shipyard",
    "Insurance",
    "Bank",
    "Textiles",
    "Plumbing",
    "Electric",
    "Paper Co",
    "Inc",
    "Ltd",
    "LLC",
    "& Sons",
    "GmbH",
    "S.A.",
    "AB",
    "Group",
    "Warehouse",
    "Auto Repair",
    "Supermarket",
    "Dairy",
    "Quarry",
    "Roofing",
    "Police Department",
    "Fire Department",
    "University",
]
STREETS = {
    "en": [
        "{n} {last} [Street|St|St.|Avenue|Ave|Ave.|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Blvd|Boulevard"
        "|Way|Place|Pl|Circle|Terrace|Parkway|Pkwy|Highway|Close|Crescent]",
        "{n} [N|S|E|W|North|West] {ord} [St|Ave|Street]",
        "PO Box {n}",
        "P.O. Box {n}",
        "{n} {adj} [Road|Lane|Drive|Ave|St], Apt {n2}",
        "[Flat|Unit|Apt] {n2}, {n} {last} [Road|Street|Close]",
        "{n} {last} [St|Rd|Ave] #{n2}",
    ],
    "de": [
        "{last}straße {n2}",
        "{last}str. {n2}",
        "{city}er Str. {n2}",
        "Am {last}weg {n2}",
        "{last}weg {n2}",
        "{last}platz {n2}",
        "{last}-{last}-Str. {n2}",
        "Hauptstr. {n2}",
        "{last}gasse {n2}",
    ],
    "fr": [
        "{n2} rue {last}",
        "{n2} avenue de {city}",
        "{n2}, rue du {last}",
        "{n2} bd {last}",
        "{n2} place {last}",
        "{n2} bis rue de {city}",
        "{n2} allée des {last}",
        "{n2} chemin {last}",
    ],
    "es": [
        "Calle {last} {n2}",
        "C/ {last}, {n2}",
        "C/ {last} {n2}, {n2}º B",
        "Avda. {last} {n2}",
        "Plaza {last} {n2}",
        "Avenida de {city} {n2}",
        "Paseo {last}, {n2}",
        "Av. {last} {n}",
    ],
    "it": [
        "Via {last} {n2}",
        "via {city}, {n2}",
        "Piazza {last} {n2}",
        "Viale {last} {n2}",
        "Corso {city} {n2}",
        "Vicolo {last} {n2}",
        "Largo {last} {n2}",
    ],
    "nl": [
        "{last}straat {n2}",
        "{last}laan {n2}",
        "{last}weg {n2}",
        "{last}plein {n2}",
        "{city}seweg {n2}",
        "{last}kade {n2}",
        "Nieuwe {last}gracht {n2}",
    ],
    "pt": [
        "Rua {last} {n2}",
        "Rua de {city}, {n2}",
        "Av. {last} {n2}",
        "Avenida {last}, {n2}",
        "Travessa {last} {n2}",
        "Praça {last} {n2}",
        "R. {last}, {n2}, {n2}º Dto",
    ],
    "pl": [
        "ul. {last} {n2}",
        "ul. {last}a {n2}/{n2}",
        "al. {last} {n2}",
        "os. {last} {n2}",
        "pl. {last} {n2}",
        "ulica {last}ego {n2}",
    ],
    "no": [
        "{last}gata {n2}",
        "{last}veien {n2}",
        "{last}vägen {n2}",
        "{last}gatan {n2}",
        "{last}vej {n2}",
        "{last}gade {n2}",
        "{city}veien {n2}",
        "{last} gate {n2}",
    ],
    "tr": [
        "{last} Sok. No:{n2}",
        "{last} Cad. {n2}",
        "{last} Mah. {last} Sk. No {n2}",
        "{last} Bulvarı {n}",
        "{last} Caddesi No: {n2}",
    ],
    "ru": [
        "ул. {last}, д. {n2}",
        "ул. {last} {n2}, кв. {n2}",
        "пр. {last}, {n2}",
        "пер. {last} {n2}",
        "улица {last} {n2}-{n2}",
    ],
    "ja": ["{city}市{last}町{n2}-{n2}", "{city}区{last}{n2}丁目{n2}番{n2}号", "{city}県{city}市{n2}-{n2}-{n2}"],
    "zh": [
        "{city}市{last}路{n2}号",
        "{last}街{n2}号",
        "{city}市{city}区{last}路{n2}弄{n2}号",
        "{city}市{last}大道{n}号{n2}室",
    ],
    "ko": ["{city}시 {last}로 {n2}", "{city}구 {last}동 {n2}-{n2}", "{city}시 {city}구 {last}길 {n2}"],
}
ASIAN_CITIES = {
    "ja": (
        "東京 大阪 京都 横浜 名古屋 札幌 福岡 神戸 仙台 広島 千葉 埼玉 新潟 静岡 "
        "浜松 岡山 熊本 鹿児島 長崎 金沢 松本 奈良 高松 松山 青森 秋田 山形 福島 "
        "水戸 宇都宮 前橋 甲府 岐阜 津 大津 和歌山 鳥取 松江 山口 徳島 高知 佐賀 "
        "大分 宮崎 那覇 旭川 函館 船橋 川崎 相模原 豊田 "
    ).split(),
    "zh": (
        "北京 上海 广州 深圳 南京 杭州 武汉 成都 重庆 西安 天津 苏州 青岛 大连 "
        "厦门 长沙 郑州 济南 沈阳 哈尔滨 昆明 合肥 福州 南昌 太原 石家庄 兰州 "
        "贵阳 南宁 海口 无锡 宁波 温州 徐州 烟台 洛阳 台北 高雄 台中 台南 新竹 "
        "嘉義 香港 江阴 常州 扬州 "
    ).split(),
    "ko": (
        "서울 부산 대구 인천 광주 대전 울산 수원 성남 고양 용인 창원 청주 전주 "
        "천안 안산 안양 김해 포항 제주 춘천 원주 강릉 목포 순천 여수 진주 경주 "
        "구미 군산 "
    ).split(),
    "ru": (
        "Москва Новосибирск Екатеринбург Казань Самара Омск "
        "Челябинск Ростов Уфа Красноярск Пермь Воронеж "
        "Волгоград Саратов Тюмень Тольятти Ижевск Барнаул "
        "Иркутск Хабаровск Ярославль Владивосток Томск "
        "Оренбург Кемерово Рязань Пенза Липецк Киров Тула "
        "Калуга Брянск Смоленск Псков Вологда Тверь "
    ).split(),
}


def city(choose, language, held):
    if language in ASIAN_CITIES:
        return choose.choice(ASIAN_CITIES[language])
    rows = _cities(language)
    reach = choose.choice([300, 2000, len(rows)])
    for _ in range(30):
        name = choose.choice(rows[:reach])
        if held is None or lists.fold(name, 5, of=2) == held:
            break
    if language == "en" and choose.random() < 0.15:
        name = choose.choice(["North ", "East ", "New ", "West ", "Port ", "Lake ", "Fort ", "Mount "]) + capital_word(
            name
        )
    elif language == "en" and choose.random() < 0.12:
        name = choose.choice(ADJECTIVES) + choose.choice(
            [
                " Falls",
                " Springs",
                " City",
                " Heights",
                " Valley",
                " Grove",
                " Park",
                "ville",
                "ton",
                "field",
                "burg",
                " Beach",
            ]
        )
    return name


_rows = {}


def _cities(language):
    if language not in _rows:
        countries = lists.COUNTRIES.get(language, ["US"])
        rows = [
            n for n, c, _ in lists.cities() if c in countries and re.fullmatch(r"[^\W\d_]+([ '-][^\W\d_]+){0,2}", n)
        ]
        _rows[language] = rows
    return _rows[language]


def filled(choose, template, language, held):
    def value(match):
        name = match.group(1)
        if name == "city":
            return city(choose, language, held)
        if name == "last":
            return Person(choose, language, held).last
        if name == "n":
            return str(choose.randrange(1, 9900))
        if name == "n2":
            return str(choose.randrange(1, 190))
        if name == "ord":
            return choose.choice(["1st", "2nd", "3rd", "4th", "5th", "12th", "42nd", "23rd", "7th", "19th"])
        return choose.choice(
            {"kind": KIND, "adj": ADJECTIVES, "saint": SAINTS, "virtue": VIRTUES, "centre": CENTRES}[name]
        )

    text = re.sub(r"\[([^\]]*)\]", lambda m: choose.choice(m.group(1).split("|")), template)
    return re.sub(r"\{(\w+)\}", value, text)


def hospital(choose, language, held):
    templates = [t for t in HOSPITALS[language] if held is None or lists.fold(t, 5, of=3) == held] or HOSPITALS[
        language
    ]
    return filled(choose, choose.choice(templates), language, held)


def abbreviation(name):
    initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", ascii_of(name)) if w[0].isupper())
    return initials if 2 <= len(initials) <= 6 and initials.isascii() else None


def street(choose, language, held):
    return filled(choose, choose.choice(STREETS[language]), language, held)


def post_code(choose, language):
    d = lambda n: "".join(choose.choice("0123456789") for _ in range(n))
    if language == "en":
        state = choose.choice(
            (
                "AL AZ CA CO CT FL GA IA IL IN KS KY LA MA MD ME MI MN MO MS NC NE NH NJ NM NV NY OH OK OR PA RI SC "
                "TN TX UT VA VT WA WI WV "
            ).split()
        )
        return choose.choice(
            [
                f"{state} {d(5)}",
                f"{state} {d(5)}",
                f"{state}",
                f"{state} {d(5)}-{d(4)}",
                f"{choose.choice('BMLSEG')}{d(1)} {d(1)}{choose.choice('ABDEFG')}{choose.choice('HJLNPQ')}",
            ]
        )
    if language == "nl":
        return f"{d(4)} {choose.choice('ABCDEFG')}{choose.choice('HJKLMN')}"
    if language == "pl":
        return f"{d(2)}-{d(3)}"
    if language == "pt":
        return f"{d(4)}-{d(3)}"
    return d(5)


def employer(choose, language, held):
    person = Person(choose, language if language in HOSPITALS else "en", held).last
    if language in ("ja", "zh", "ko", "ru"):
        return (
            person
            + {
                "ja": choose.choice(["製作所", "商事", "建設", "運輸"]),
                "zh": choose.choice(["机械厂", "公司", "集团", "中学"]),
                "ko": choose.choice(["전자", "건설", "물산", "초등학교"]),
                "ru": choose.choice([" и Ко", "строй", "завод"]),
            }[language]
        )
    return choose.choice([person, choose.choice(ADJECTIVES), city(choose, language, held)]) + " " + choose.choice(WORKS)
