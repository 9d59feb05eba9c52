/* candidates.cpp - what the product's own detector measures, for training/train-text-lines. */
#include "../../Sources/TextBridge/detector.hpp"

#include <cstring>

using namespace bridge::text;

/* Rows of 12 + FEATURES numbers: x, y, width, height, plane, scale, vertical; own pixels, those of a glyph, those in a
 * text's box, height of the tallest text touched, those in a turned text's box. `glyphs`: bit 0 a glyph, bit 1 in a box, bit 2 turned,
 * else height << 3. */
extern "C" long text_candidates(const bridge_text_image *image, const uint8_t *samples, const uint16_t *glyphs, float *rows, long capacity) {
    Layer layer;
    long count = 0;
    auto planes = make_planes(*image, samples);
    each_candidate(planes, layer, [&](const Layer &l, const Line &line, const Features &features) {
        if (count == capacity) return;
        float *row = rows + count++ * (12 + FEATURES);
        int s = l.scale;
        long own = 0, hits = 0, inside = 0, tallest = 0, turned = 0;
        for (int member : line.members) {
            const Component &c = l.components.all[member];
            for (int i = 0; i < c.run_count; i++) {
                const Run &run = l.components.runs[c.first_run + i];
                for (int x = run.x0; x < run.x1; x++) {
                    unsigned g = glyphs[size_t(run.y * s) * image->columns + size_t(x) * s];
                    own++;
                    hits += g & 1;
                    inside += g >> 1 & 1;
                    turned += g >> 2 & 1;
                    if (g >> 3 > tallest) tallest = g >> 3;
                }
            }
        }
        float head[12] = {float(s * line.x0), float(s * line.y0), float(s * (line.x1 - line.x0)), float(s * (line.y1 - line.y0)), float(l.plane), float(s),
                          float(line.is_vertical), float(own), float(hits), float(inside), float(tallest), float(turned)};
        std::memcpy(row, head, sizeof head);
        std::memcpy(row + 12, features.data(), sizeof features);
    });
    return count;
}
