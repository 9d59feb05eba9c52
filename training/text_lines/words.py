"""What is written into synthetic pictures: texts that identify nobody who exists, and texts that identify nobody."""

FIRST = (
    "Anna Maria Peter Lena Tomas Ingrid Yusuf Mehmet Chloe Hugo Olga Piotr Zofia Marek Julien Amelie Bruno Carla Diego "
    "Elena Farid Greta Hanna Igor Jana Karim Leila Milan Nadia Omar Paula Quentin Rosa Stefan Tara Ulrich Vera Wanda "
    "Xenia Yara Zeno Emily James Robert Linda Susan Karen Nancy Betty Helen Donna Carol Ruth Sharon Laura Kevin Brian "
    "George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Eric Stephen Jonathan Larry Justin Scott Brandon Li Bo "
    "Jun Wei Mai Ng Kim Lee Jo Al Ed Ty"
).split()
LAST = (
    "Schneider Kowalski Novak Lindqvist Haddad Petrov Moreau Rossi Garcia Fernandez Silva Costa Jansen Bakker Nielsen "
    "Hansen Larsen Virtanen Korhonen Papadakis Yilmaz Demir Kaya Nguyen Tran Pham Wang Zhang Chen Sato Suzuki Tanaka "
    "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Jackson Martin Thompson Harris "
    "Clark Lewis Robinson Walker Hall Allen Young King Wright Hill Scott Green Adams Baker Nelson Carter Mitchell Roberts "
    "Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper "
    "Richardson Cox Howard Ward Torres Peterson Gray Ramirez Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross "
    "Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Flores Washington Butler Simmons Foster Bryant Head White "
    "Foot Hand Phase Fields Burns Skinner Leftwich Ng Li Wu Oh"
).split()
PLACES = "Riverside Lakeview Northgate Hilltop Elmwood Brookfield Ashford Kingsley Fairmont Westbrook Oakdale".split()
HOSPITALS = [
    "General Hospital",
    "Medical Center",
    "Clinic",
    "University Hospital",
    "Radiology",
    "Imaging Associates",
    "Klinikum",
    "Krankenhaus",
    "Community Hosp",
    "Heart Institute",
]
SAFE = (
    """
L|R|LEFT|RIGHT|AP|PA|LAT|SUPINE|ERECT|PORTABLE|HEAD|ANTERIOR|POSTERIOR|A|P|H|F|LAO 30|RAO 15|CRAN 20|CAUD 10
W 400 L 40|W:1500 L:-600|WW 350 WL 50|C 128 W 256|Zoom 1.5|Zoom: 120%|Mag 1.0x|FOV 350 mm|FOV 24.0 cm|Thk 5.0 mm|SL 3.0
kVp 120|120 kV|mA 250|mAs 80|TR 500|TE 15|TR: 2000.0|TE: 90.0|FA 90|ETL 8|NEX 2|TI 150|Matrix 256x256|DFOV 25 cm
Gain 55|Gain 12 dB|DR 60|MI 0.9|MI 1.1|TIS 0.4|TIB 1.2|FR 32 Hz|Fr 28 Hz|PRF 1200|WF 80 Hz|Freq 3.5 MHz|Gen|Pen|THI
Depth 16 cm|16 cm|12.5 cm|5.0|10|15|20|HR 72 bpm|72 bpm|Dist 2.35 cm|Vol 12.5 ml|PSV 85 cm/s|EDV 22.3 cm/s|RI 0.74
Axial|Sagittal|Coronal|T1 AX|T2 FLAIR|T1 SAG POST|DWI b1000|ADC|MIP|MPR|Liver|Kidney|Right Kidney|Left Kidney|Spleen
Gallbladder|Aorta|Thyroid|Bladder|Abdomen|Pelvis|Chest PA|Knee LAT|CHEST|Brain|C-Spine|L-Spine|RCC|LMLO|RMLO|LCC
CTDIvol 12.5 mGy|DLP 450 mGy cm|Total DLP 920 mGy cm|Scan type Helical|Pitch 0.984|Series 3|Im 45/120|Se 2|IM 12
Dose Report|Exposure|Phantom 32 cm|Contrast|Arterial Phase|Portal Venous|Delayed|Filter Soft|Kernel B30f|Bone Plus
Peak velocity 1.2 m/s|Mean gradient 4 mmHg|E/A 1.2|LVEF 60 %|IVS 1.0 cm|Compress 2:1|Loop|Freeze|Frame 12/64
""".strip()
    .replace("\n", "|")
    .split("|")
)
LABELS = ["Name:", "Patient:", "ID:", "DOB:", "Date:", "Physician:", "Acc:", "Sex:", "Age:", "Station:", "Tech:"]
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def date(r):
    y, m, d = r.integers(1935, 2025), r.integers(1, 13), r.integers(1, 29)
    return r.choice(
        [
            f"{d:02d}.{m:02d}.{y}",
            f"{m:02d}/{d:02d}/{y}",
            f"{y}-{m:02d}-{d:02d}",
            f"{d:02d}-{MONTHS[m - 1]}-{y}",
            f"{y}{m:02d}{d:02d}",
            f"{MONTHS[m - 1]} {d}, {y}",
            f"{d}/{m}/{y % 100:02d}",
        ]
    )


def clock(r):
    h, m, s = r.integers(0, 24), r.integers(0, 60), r.integers(0, 60)
    return r.choice(
        [f"{h:02d}:{m:02d}:{s:02d}", f"{h:02d}:{m:02d}", f"{(h - 1) % 12 + 1}:{m:02d}:{s:02d} {'AP'[int(h > 11)]}M"]
    )


def person(r):
    f, l = str(r.choice(FIRST)), str(r.choice(LAST))
    text = r.choice(
        [
            f"{l}, {f}",
            f"{l}^{f}",
            f"{f} {l}",
            f"{l} {f}",
            f"{l}",
            f"{f[0]}. {l}",
            f"{l}, {f} {FIRST[r.integers(40)][0]}",
        ]
    )
    return text.upper() if r.random() < 0.45 else str(text)


def identifier(r):
    n = int(r.integers(10**5, 10**9))
    return str(
        r.choice(
            [
                f"{n}",
                f"ID {n}",
                f"MRN {n}",
                f"{'ABCDEFHKMPRSX'[r.integers(13)]}{n % 10**6:06d}",
                f"{n % 10**4:04d}-{n % 997:03d}",
                f"ACC {n % 10**7}",
                f"#{n % 10**6}",
            ]
        )
    )


def hidden(r):
    """(text, class)"""
    kind = r.choice(
        [
            "name",
            "name",
            "name",
            "id",
            "id",
            "date",
            "date",
            "time",
            "datetime",
            "institution",
            "doctor",
            "age",
            "phone",
        ]
    )
    if kind == "name":
        return person(r), kind
    if kind == "id":
        return identifier(r), kind
    if kind == "date":
        return str(date(r)), kind
    if kind == "time":
        return str(clock(r)), kind
    if kind == "datetime":
        return f"{date(r)} {clock(r)}", kind
    if kind == "institution":
        return f"{r.choice(PLACES)} {r.choice(HOSPITALS)}", kind
    if kind == "doctor":
        return f"Dr. {r.choice(LAST)}", kind
    if kind == "age":
        return (
            str(r.choice([f"{r.integers(1, 99):03d}Y", f"{r.integers(18, 99)} yrs", f"Age {r.integers(18, 99)}"])),
            kind,
        )
    return f"({r.integers(200, 999)}) {r.integers(200, 999)}-{r.integers(1000, 9999)}", kind


def harmless(r):
    text = str(r.choice(SAFE))
    if r.random() < 0.3:
        text = "".join(str(r.integers(10)) if c.isdigit() and r.random() < 0.7 else c for c in text)
    return text, "safe"
