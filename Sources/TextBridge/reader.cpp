/* What a line says: its pixels turned, stretched and scaled as Tesseract reads them best. */
#include "view.hpp"

#include <guard.hpp>

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

/* Of the OpenMP runtime that Tesseract brings; it reads OMP_THREAD_LIMIT before main begins, so that setting that here
 * would be too late. */
extern "C" void omp_set_max_active_levels(int) __attribute__((weak));

namespace bridge::text {
namespace {

using tesseract::PageSegMode;

/* A way of reading: letters' height and white border, in pixels, and what Tesseract takes the picture for. */
struct Way {
    int height, border;
    PageSegMode mode;
};
constexpr Way LINE = {24, 14, tesseract::PSM_SINGLE_LINE}, RAW = {40, 3, tesseract::PSM_RAW_LINE};
/* Confidence of the worst word below which a line is read in another way; and turned the other way. */
constexpr float POOR = 80, POOR_TURNED = 70;
constexpr size_t CACHE = 4096;

struct Reading {
    std::string text;
    float least = 0, mean = 0;
    /* It was read well, or in both ways. */
    bool is_thorough = false;
};

struct PixDeleter {
    void operator()(Pix *pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<Pix, PixDeleter>;

/* The line with a margin, dark on white. `turns`: quarter turns clockwise that make it run along x. */
Plane crop(const Plane &plane, const bridge_text_line &line, int turns) {
    int margin = std::max(1, int(0.15f * float(line.is_vertical ? line.width : line.height) + 0.5f));
    int x0 = std::max(line.x - margin, 0), x1 = std::min(line.x + line.width + margin, plane.width);
    int y0 = std::max(line.y - margin, 0), y1 = std::min(line.y + line.height + margin, plane.height);
    if (x1 <= x0 || y1 <= y0) return Plane();
    int seen[256] = {};
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) seen[plane.row(y)[x]]++;
    }
    int count = (x1 - x0) * (y1 - y0), sum = 0, low = -1, high = 255;
    for (int v = 0; v < 256; v++) {
        sum += seen[v];
        if (low < 0 && sum * 4 >= count) low = v;
        if (double(sum) >= 0.97 * count) {
            high = v;
            break;
        }
    }
    int range = std::max(high - low, 1);
    int w = x1 - x0, h = y1 - y0;
    Plane result(turns % 2 ? h : w, turns % 2 ? w : h);
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            int level = 255 - std::clamp((int(plane.row(y0 + y)[x0 + x]) - low) * 255 / range, 0, 255);
            int tx = turns == 0 ? x : turns == 1 ? h - 1 - y : y;
            int ty = turns == 0 ? y : turns == 1 ? x : w - 1 - x;
            result.row(ty)[tx] = uint8_t(level);
        }
    }
    return result;
}

Picture picture(const Plane &crop, int letters, Way way) {
    Picture pix(pixCreate(crop.width, crop.height, 8));
    if (!pix) throw std::bad_alloc();
    for (int y = 0; y < crop.height; y++) {
        for (int x = 0; x < crop.width; x++) pixSetPixel(pix.get(), x, y, crop.row(y)[x]);
    }
    float factor = float(way.height) / float(std::max(letters, 1));
    Picture scaled(factor >= 1 ? pixScaleGrayLI(pix.get(), factor, factor)
                               : pixScaleAreaMap(pix.get(), factor, factor));
    if (!scaled) throw std::bad_alloc();
    int border = way.border;
    Picture framed(pixAddBorderGeneral(scaled.get(), border, border, border, border, 255));
    if (!framed) throw std::bad_alloc();
    return framed;
}

uint64_t hash(const Plane &crop, int letters) {
    uint64_t h = 1469598103934665603u;
    auto add = [&](uint64_t x) { h = (h ^ x) * 1099511628211u; };
    add(uint64_t(crop.width));
    add(uint64_t(letters));
    for (uint8_t pixel : crop.pixels) add(pixel);
    return h;
}

Reading read(tesseract::TessBaseAPI &engine, const Plane &crop, int letters, Way way) {
    Picture shown = picture(crop, letters, way);
    engine.SetPageSegMode(way.mode);
    engine.SetImage(shown.get());
    engine.SetSourceResolution(150);
    if (engine.Recognize(nullptr) != 0) throw std::runtime_error("not recognised");
    Reading reading;
    std::unique_ptr<tesseract::ResultIterator> words(engine.GetIterator());
    int count = 0;
    reading.least = 100;
    if (words) {
        do {
            std::unique_ptr<char[]> word(words->GetUTF8Text(tesseract::RIL_WORD));
            if (!word) continue;
            std::string text(word.get());
            while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
            if (text.empty()) continue;
            float confidence = words->Confidence(tesseract::RIL_WORD);
            reading.text += (count ? " " : "") + text;
            reading.least = std::min(reading.least, confidence);
            reading.mean += confidence;
            count++;
        } while (words->Next(tesseract::RIL_WORD));
    }
    reading.mean = count ? reading.mean / float(count) : 0;
    if (!count) reading.least = 0;
    engine.Clear();
    return reading;
}

}  // namespace
}  // namespace bridge::text

using namespace bridge;

struct bridge_text_reader {
    tesseract::TessBaseAPI engine;
    std::unordered_map<uint64_t, text::Reading> cache;
    text::Reading last;

    text::Reading line(const text::Plane &plane, const bridge_text_line &line, int turns, bool thoroughly) {
        text::Plane crop = text::crop(plane, line, turns);
        if (crop.width < 2 || crop.height < 2) return {};
        int letters = line.is_vertical ? line.width : line.height;
        uint64_t key = text::hash(crop, letters);
        auto known = cache.find(key);
        if (known == cache.end()) {
            text::Reading first = text::read(engine, crop, letters, text::LINE);
            first.is_thorough = first.least >= text::POOR;
            if (cache.size() >= text::CACHE) cache.clear();
            known = cache.emplace(key, first).first;
        }
        text::Reading &reading = known->second;
        if (thoroughly && !reading.is_thorough) {
            text::Reading other = text::read(engine, crop, letters, text::RAW);
            if (other.least > reading.least) reading = other;
            reading.is_thorough = true;
        }
        return reading;
    }
};

bridge_text_reader *bridge_text_reader_create(const char *languages, bridge_error *error) noexcept {
    return guarded(error, static_cast<bridge_text_reader *>(nullptr), [&]() -> bridge_text_reader * {
        auto reader = std::make_unique<bridge_text_reader>();
        setMsgSeverity(L_SEVERITY_NONE);
        if (reader->engine.Init(nullptr, languages, tesseract::OEM_LSTM_ONLY) != 0) {
            fail(error, BRIDGE_E_ARGUMENT, "language data are not installed");
            return nullptr;
        }
        reader->engine.SetVariable("debug_file", "/dev/null");
        // Lines are dark on white already: it need not try the negative of what it cannot read.
        reader->engine.SetVariable("invert_threshold", "0");
        return reader.release();
    });
}

void bridge_text_reader_destroy(bridge_text_reader *reader) noexcept { delete reader; }

bool bridge_text_read(bridge_text_reader *reader, const bridge_text_view *view, const bridge_text_line *line,
                      bool thoroughly, bridge_text_reading *reading, bridge_error *error) noexcept {
    return guarded(error, false, [&] {
        if (line->plane >= view->planes.size()) return fail(error, BRIDGE_E_ARGUMENT, "no such plane");
        // One thread reads; more of them wait for each other longer than they work.
        if (omp_set_max_active_levels) omp_set_max_active_levels(0);
        const text::Plane &plane = view->planes[line->plane];
        text::Reading best = reader->line(plane, *line, line->is_vertical ? 1 : 0, thoroughly);
        if (line->is_vertical && best.least < text::POOR_TURNED) {
            text::Reading other = reader->line(plane, *line, 3, thoroughly);
            if (other.least > best.least) best = other;
        }
        reader->last = best;
        *reading = bridge_text_reading{reader->last.text.c_str(), best.least, best.mean, best.is_thorough};
        return true;
    });
}
