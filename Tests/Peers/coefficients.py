"""Quantised coefficients of a baseline JPEG frame (ISO/IEC 10918-1), read independently of any library."""
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
    """Of each component its sampling and its blocks by row and column; the restart interval; codes of the markers."""
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
                    blocks[index, row * v + y, column * h + x] = block
    return {"sampling": components, "wide": wide, "high": high, "blocks": blocks, "interval": interval, "markers": markers}
