/* scorer.hpp - decision trees that tell lines of text from what looks like them. */
#ifndef VEIL_TEXT_SCORER_HPP
#define VEIL_TEXT_SCORER_HPP

#include "features.hpp"

namespace bridge::text {

/* Two sums of trees, as training/train-text-lines writes them, little endian: "VTL1", number of features; for each sum
 * its number of trees and its bias; for each tree its number of nodes; for each node: feature (i16; -1: a leaf),
 * left and right (u16, within the tree), threshold or value (f32). At most the threshold goes left. */
class Scorer {
public:
    /* Throws std::invalid_argument for another table. */
    Scorer(const uint8_t *bytes, size_t count);

    /* Logarithms of odds: letters of this plane in one row; any part of text. */
    float clean(const Features &features) const { return sum(sums[0], features); }
    float text(const Features &features) const { return sum(sums[1], features); }

private:
    /* A leaf leads to itself. */
    struct Node {
        uint32_t feature, left, right; /* left, right: among all nodes */
        float value;
    };
    struct Sum {
        float bias = 0;
        int depth = 0;               /* of the deepest tree */
        std::vector<uint32_t> trees; /* where each begins among the nodes */
    };
    std::vector<Node> nodes;
    Sum sums[2];

    float sum(const Sum &sum, const Features &features) const;
};

}  // namespace bridge::text

#endif
