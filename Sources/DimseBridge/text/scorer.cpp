#include "scorer.hpp"

#include <cstring>
#include <stdexcept>

namespace bridge::text {
namespace {

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
            sum.trees.push_back(uint32_t(nodes.size()));
            uint32_t size = input.next<uint32_t>();
            for (uint32_t n = 0; n < size; n++) {
                Node node;
                node.feature = input.next<int16_t>();
                node.left = input.next<uint16_t>();
                node.right = input.next<uint16_t>();
                node.value = input.next<float>();
                // Children stand behind their parent: no walk is endless.
                bool is_sound = node.feature < 0 || (node.feature < FEATURES && node.left > n && node.right > n &&
                                                     node.left < size && node.right < size);
                if (!is_sound) throw std::invalid_argument("broken table");
                nodes.push_back(node);
            }
        }
    }
}

float Scorer::sum(const Sum &sum, const Features &features) const {
    float total = sum.bias;
    for (uint32_t first : sum.trees) {
        const Node *tree = nodes.data() + first, *node = tree;
        while (node->feature >= 0) {
            node = tree + (features[size_t(node->feature)] <= node->value ? node->left : node->right);
        }
        total += node->value;
    }
    return total;
}

}  // namespace bridge::text
