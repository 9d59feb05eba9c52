"""Quantised coefficients of a baseline JPEG frame (ISO/IEC 10918-1), read and written independently of any library."""
import random
import struct

ZIGZAG_BLOCK = 64


class _Bits:
    def __init__(self, data):
        self.data, self.position, self.value, self.count = data, 0, 0, 0

    def bit(self):
        if self.count == 0:
            byte = self.data[self.position]
            self.position += 1
            if byte == 0xFF:
                if self.data[self.position] != 0:
                    raise ValueError("a marker inside of entropy-coded data")
                self.position += 1
            self.value, self.count = byte, 8
        self.count -= 1
        return self.value >> self.count & 1

    def number(self, size):
        value = 0
        for _ in range(size):
            value = value << 1 | self.bit()
        return value if size == 0 or value >> (size - 1) else value - (1 << size) + 1

    def symbol(self, table):
        code = 1
        while True:
            code = code << 1 | self.bit()
            if code in table:
                return table[code]

    def restart(self):
        self.count = 0
        if self.data[self.position] != 0xFF or self.data[self.position + 1] not in range(0xD0, 0xD8):
            raise ValueError("no restart marker")
        self.position += 2


def _tables(content):
    found, position = {}, 0
    while position < len(content):
        key, counts = content[position], content[position + 1:position + 17]
        position += 17
        code, table = 1, {}
        for count in counts:
            code <<= 1
            for _ in range(count):
                table[code] = content[position]
                code, position = code + 1, position + 1
        found[key] = table
    return found


def _block(bits, direct, others, last):
    block = [0] * ZIGZAG_BLOCK
    block[0] = last + bits.number(bits.symbol(direct))
    index = 1
    while index < ZIGZAG_BLOCK:
        symbol = bits.symbol(others)
        run, size = symbol >> 4, symbol & 15
        if size == 0 and run != 15:
            break
        index += run
        if size:
            block[index] = bits.number(size)
        index += 1
    return tuple(block)


def read(frame):
    """Of each component its sampling and the blocks of its picture by row and column; restart interval; codes of markers."""
    tables, components, blocks, interval, markers, position = {}, [], {}, 0, [], 2
    while True:
        code, length = frame[position + 1], struct.unpack(">H", frame[position + 2:position + 4])[0]
        content = frame[position + 4:position + 2 + length]
        position += 2 + length
        markers.append(code)
        if code == 0xC4:
            tables.update(_tables(content))
        elif code == 0xDD:
            interval = struct.unpack(">H", content)[0]
        elif code in (0xC0, 0xC1):
            height, width = struct.unpack(">HH", content[1:5])
            components = [(content[i], content[i + 1] >> 4, content[i + 1] & 15) for i in range(6, len(content), 3)]
        elif code == 0xDA:
            chosen = [(content[i], content[i + 1]) for i in range(1, len(content) - 3, 2)]
            break
    wide, high = max(c[1] for c in components), max(c[2] for c in components)
    if len(components) == 1:
        components = [(components[0][0], 1, 1)]
        wide = high = 1
    columns, rows = -(-width // (8 * wide)), -(-height // (8 * high))
    bits, last = _Bits(frame[position:]), [0] * len(components)
    for number in range(columns * rows):
        if interval and number and number % interval == 0:
            bits.restart()
            last = [0] * len(components)
        row, column = divmod(number, columns)
        for index, (_, h, v) in enumerate(components):
            selected = chosen[index][1]
            for y in range(v):
                for x in range(h):
                    block = _block(bits, tables[selected >> 4], tables[0x10 | selected & 15], last[index])
                    last[index] = block[0]
                    # Beyond the picture, blocks only fill the MCU up.
                    if (row * v + y) * 8 * high < height * v and (column * h + x) * 8 * wide < width * h:
                        blocks[index, row * v + y, column * h + x] = block
    return {"sampling": components, "wide": wide, "high": high, "blocks": blocks, "interval": interval, "markers": markers}


class _Writer:
    def __init__(self):
        self.bytes, self.value, self.count = bytearray(), 0, 0

    def put(self, value, size):
        self.value, self.count = self.value << size | value, self.count + size
        while self.count >= 8:
            self.count -= 8
            byte = self.value >> self.count & 0xFF
            self.bytes += bytes([byte, 0] if byte == 0xFF else [byte])
        self.value &= (1 << self.count) - 1

    def number(self, value):
        size = abs(value).bit_length()
        self.put(value if value >= 0 else value + (1 << size) - 1, size)

    def marker(self, code):
        self.put((1 << (-self.count % 8)) - 1, -self.count % 8)
        self.bytes += bytes([0xFF, code])


def _segment(code, content):
    return struct.pack(">BBH", 0xFF, code, len(content) + 2) + bytes(content)


def write(rows, columns, sampling, interval=0, seed=0):
    """A frame with few coefficients in each block. Codes of DC have 4 bits, those of AC 9: the number of the symbol."""
    choose = random.Random(seed)
    wide, high = max(h for h, _ in sampling), max(v for _, v in sampling)
    if len(sampling) == 1:
        wide = high = 1
    direct = range(12)
    others = [symbol for symbol in range(256) if symbol & 15 < 11]
    head = b"\xff\xd8" + _segment(0xDB, [0] + [8] * 64)
    head += _segment(0xC4, [0, 0, 0, 0, 12] + [0] * 12 + list(direct))
    head += _segment(0xC4, [0x10] + [0] * 8 + [len(others)] + [0] * 7 + others)
    if interval:
        head += _segment(0xDD, struct.pack(">H", interval))
    shape = [part for i, (h, v) in enumerate(sampling) for part in (i + 1, h << 4 | v, 0)]
    head += _segment(0xC0, struct.pack(">BHHB", 8, rows, columns, len(sampling)) + bytes(shape))
    scan = [part for i in range(len(sampling)) for part in (i + 1, 0)]
    head += _segment(0xDA, [len(sampling), *scan, 0, 63, 0])
    bits, last = _Writer(), [0] * len(sampling)
    total = -(-columns // (8 * wide)) * -(-rows // (8 * high))
    for number in range(total):
        if interval and number and number % interval == 0:
            bits.marker(0xD0 + (number // interval - 1) % 8)
            last = [0] * len(sampling)
        for index, (h, v) in enumerate(sampling):
            for _ in range(h * v if len(sampling) > 1 else 1):
                value = choose.randint(-30, 30)
                bits.put(abs(value - last[index]).bit_length(), 4)
                bits.number(value - last[index])
                last[index] = value
                for _ in range(3):
                    run, value = choose.randint(0, 5), choose.choice((-3, -1, 1, 2))
                    bits.put(others.index(run << 4 | abs(value).bit_length()), 9)
                    bits.number(value)
                bits.put(others.index(0), 9)
    bits.marker(0xD9)
    return head + bytes(bits.bytes)
