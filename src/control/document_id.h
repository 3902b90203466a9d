#pragma once

#include <memory>
#include <string_view>

#include "pipeline/program.h"

namespace bdp {

/// `program`, and behind it the keys of its rows: Batch::document_ids(), each `text` with its
/// `%{field}` parts filled in. A row without one of the fields, or with an empty key, is set aside.
/// The fields get slots in `layout`.
std::unique_ptr<const Program> with_document_ids(std::unique_ptr<const Program> program,
                                                 std::string_view text, Layout& layout);

}  // namespace bdp
