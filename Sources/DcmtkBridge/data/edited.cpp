/* edited.cpp - the data set as the edits leave it, for a last look before it leaves. */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include <failure.hpp>

#include <unordered_map>

using namespace bridge;

const bridge_element *_Nullable bridge_data_set_edited(bridge_data_set *data_set,
                                                       const bridge_origin *_Nullable *_Nonnull origins, size_t *count,
                                                       bridge_error *error) noexcept {
    return reporting(error, nullptr, [&]() -> const bridge_element * {
        *count = 0;
        list(*data_set);
        sweep(*data_set);
        std::unordered_map<const DcmElement *, size_t> known;
        known.reserve(data_set->nodes.size());
        for (size_t i = 0; i < data_set->nodes.size(); i++) {
            if (data_set->nodes[i].element) known.emplace(data_set->nodes[i].element, i);
        }
        std::vector<Node> nodes;
        std::vector<bridge_element> elements;
        nodes.reserve(known.size());
        elements.reserve(known.size());
        enumerate(*data_set, nodes, elements);

        data_set->edited.clear();
        data_set->origins.clear();
        // What is hidden from DCMTK is at top level, so that only indices behind it move.
        std::vector<int32_t> moved(elements.size(), -1);
        for (size_t i = 0; i < elements.size(); i++) {
            if (!nodes[i].element) continue;
            moved[i] = static_cast<int32_t>(data_set->edited.size());
            bridge_element &element = data_set->edited.emplace_back(elements[i]);
            if (element.parent >= 0) element.parent = moved[static_cast<size_t>(element.parent)];
            if (element.creator >= 0) element.creator = moved[static_cast<size_t>(element.creator)];
            const auto found = known.find(nodes[i].element);
            if (found == known.end()) {
                data_set->origins.push_back({-1, true});
            } else {
                data_set->origins.push_back(
                    {static_cast<int32_t>(found->second), data_set->nodes[found->second].is_touched});
            }
        }
        *origins = data_set->origins.data();
        *count = data_set->edited.size();
        return data_set->edited.data();
    });
}
