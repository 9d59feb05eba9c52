#include "scorer.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace bridge::text {
namespace {

/* What so many trees take for so unlikely, the others would not make likely: one in ten thousand lines of text is lost,
 * three quarters of the work for what is none is saved. They would lower it still more. */
struct Hopeless {
    size_t trees;
    float below;
};
constexpr Hopeless HOPELESS[] = {{40, -3.5f}, {80, -3.2f}, {160, -2.5f}};
constexpr float LATER = 2;

struct Input {
    const uint8_t *bytes;
    size_t left;

    template <class Number>
    Number next() {
        if (left < sizeof(Number)) throw std::invalid_argument("short table");
        Number number;
        std::memcpy(&number, bytes, sizeof number);
        bytes += sizeof number;
        left -= sizeof number;
        return number;
    }
};

}  // namespace

Scorer::Scorer(const uint8_t *bytes, size_t count) {
    Input input{bytes, count};
    bool is_ours = input.next<uint32_t>() == 0x314C5456 && input.next<uint32_t>() == FEATURES;
    if (!is_ours) throw std::invalid_argument("another table");
    for (Sum &sum : sums) {
        uint32_t trees = input.next<uint32_t>();
        sum.bias = input.next<float>();
        for (uint32_t t = 0; t < trees; t++) {
            uint32_t first = uint32_t(nodes.size()), size = input.next<uint32_t>();
            sum.trees.push_back(first);
            std::vector<int> depths(size);
            for (uint32_t n = 0; n < size; n++) {
                int feature = input.next<int16_t>();
                uint32_t left = input.next<uint16_t>(), right = input.next<uint16_t>();
                float value = input.next<float>();
                if (feature < 0) {
                    nodes.push_back(Node{0, first + n, first + n, value});
                    continue;
                }
                // Children stand behind their parent: no walk is endless.
                bool is_sound = feature < FEATURES && left > n && right > n && left < size && right < size;
                if (!is_sound) throw std::invalid_argument("broken table");
                nodes.push_back(Node{uint32_t(feature), first + left, first + right, value});
                for (uint32_t child : {left, right}) depths[child] = std::max(depths[child], depths[n] + 1);
                sum.depth = std::max(sum.depth, depths[n] + 1);
            }
            if (size == 0) throw std::invalid_argument("empty tree");
        }
    }
}

float Scorer::sum(const Sum &sum, const Features &features) const {
    // Walks of a known length, some side by side: none waits for another, and no jump is guessed wrong.
    constexpr size_t BESIDE = 8;
    float total = sum.bias;
    for (size_t t = 0; t < sum.trees.size(); t += BESIDE) {
        for (const Hopeless &step : HOPELESS) {
            if (t == step.trees && total < step.below) return total - LATER;
        }
        size_t count = std::min(BESIDE, sum.trees.size() - t);
        uint32_t at[BESIDE] = {};
        std::copy_n(&sum.trees[t], count, at);
        for (int step = 0; step < sum.depth; step++) {
            for (uint32_t &node : at) {
                const Node &n = nodes[node];
                node = features[n.feature] <= n.value ? n.left : n.right;
            }
        }
        for (size_t i = 0; i < count; i++) total += nodes[at[i]].value;
    }
    return total;
}

}  // namespace bridge::text
