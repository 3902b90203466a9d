#pragma once

#include <span>
#include <string>
#include <vector>

#include "formats/bytes.h"
#include "record/batch.h"

namespace bdp {

/// Appends the names as a line of CSV.
void append_csv_header(std::span<const std::string> names, Bytes& out);

/// Appends the rows' top-level fields of these names, a line each, by RFC 4180 with a line feed at
/// the end: a field is put between quotes where it has to be. Lists and objects as JSON; what is
/// null or not there as nothing.
void append_csv_lines(const Batch& batch, const Selection& rows, std::span<const std::string> names,
                      Bytes& out);

}  // namespace bdp
