#include "sinks/rotating_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "formats/csv_writer.h"
#include "formats/json_writer.h"
#include "lang/template.h"
#include "sinks/file_exists.h"

namespace bdp {
namespace {

/// A batch as it lies in the file.
class EncodedPiece final : public Prepared {
 public:
  explicit EncodedPiece(Compression compression) : compressor(compression) {}

  Compressor compressor;
  Bytes text;
  Bytes packed;
  bool is_packed = false;

  std::string_view view() const { return is_packed ? packed.view() : text.view(); }
};

Value timestamp_of(os::WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds);
  return Value::timestamp(
      {seconds.time_since_epoch().count(), static_cast<std::uint32_t>(rest.count())});
}

/// Takes the next number off a line of a position.
template <class Number>
bool take(std::string_view& line, Number& number) {
  const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (problem != std::errc() || end == line.data() + line.size() || *end != ' ') return false;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()) + 1);
  return true;
}

}  // namespace

Result<std::string> rotated_name(const std::string& name, std::uint64_t number,
                                 os::WallTime begun) {
  auto layout = std::make_shared<Layout>();
  const auto compiled = lang::Template::compile(name, *layout);
  const Slot number_slot = layout->add("n");
  const Slot time_slot = layout->add("@timestamp");
  Batch batch(layout);
  batch.set_rows(1);
  std::array<char, 24> digits{};
  std::snprintf(digits.data(), digits.size(), "%06llu", static_cast<unsigned long long>(number));
  batch.set(number_slot, 0, Value::text(digits.data()));
  batch.set(time_slot, 0, timestamp_of(begun));
  std::string why;
  const std::string_view missing = compiled.missing_field(batch, 0);
  const auto text = missing.empty() ? compiled.render(batch, 0, &why) : std::nullopt;
  if (!text) {
    return Error(Code::kInvalid, missing.empty() ? why
                                                 : "'" + std::string(missing) +
                                                       "' means nothing here; there are %{n} and "
                                                       "dates such as %{+yyyy-MM-dd}");
  }
  return std::string(text->as_text());
}

std::string part_path(const RotatingFilesOptions& options, std::uint64_t number) {
  std::string name = options.name;
  std::ranges::replace_if(
      name, [](char c) { return c == '%' || c == '{' || c == '}' || c == '+'; }, '_');
  return options.directory + "/." + name + "-" + std::to_string(number) + ".part";
}

std::unique_ptr<Prepared> RotatingFiles::prepare(const Batch& batch, const Selection& rows,
                                                 std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<EncodedPiece>(options_.compression);
  auto& piece = static_cast<EncodedPiece&>(*reuse);
  piece.text.clear();
  piece.packed.clear();
  if (options_.format == FileFormat::kCsv) {
    append_csv_lines(batch, rows, options_.columns, piece.text);
  } else {
    encode_json_lines(batch, rows, {}, piece.text);
  }
  piece.is_packed = options_.compression != Compression::kNone;
  if (piece.is_packed) piece.compressor.append(piece.text.view(), piece.packed);
  return reuse;
}

Status RotatingFiles::open(std::string_view from) {
  broken_.reset();
  writer_.reset();
  part_.reset();
  complete_.clear();
  settled_.clear();
  next_number_ = 1;
  while (!from.empty()) {
    std::string_view line = from.substr(0, from.find('\n'));
    from.remove_prefix(std::min(from.size(), line.size() + 1));
    Part part;
    int grows = 0;
    if (!take(line, part.number) || !take(line, part.bytes) || !take(line, part.rows) ||
        !take(line, part.begun) || !take(line, grows)) {
      return Error(Code::kCorrupt, "the mark of '" + options_.directory + "' is not ours");
    }
    part.name = line;
    next_number_ = part.number + 1;
    if (grows != 0) {
      part_ = std::move(part);
    } else if (!part.name.empty()) {
      TRY(publish(part));
    }
  }
  // What was begun after the mark: its rows come again.
  for (std::uint64_t number = next_number_;; ++number) {
    TRY_ASSIGN(const bool there, file_exists(environment_.files, part_path(options_, number)));
    if (!there) break;
    TRY(environment_.files.remove(part_path(options_, number)));
  }
  return part_ ? continue_part() : Status();
}

Status RotatingFiles::continue_part() {
  const std::string path = part_path(options_, part_->number);
  TRY_ASSIGN(const bool there, file_exists(environment_.files, path));
  if (!there) {
    // The run had come to its end, and the file to its name.
    part_.reset();
    return {};
  }
  TRY_ASSIGN(auto file, environment_.files.open(path, os::OpenMode::kModify));
  TRY_ASSIGN(const os::FileInfo info, file->info());
  if (info.size < part_->bytes) {
    return Error(Code::kCorrupt, "'" + path + "' was cut: " + std::to_string(info.size) +
                                     " bytes are left of " + std::to_string(part_->bytes) +
                                     " that were delivered; put it back, or start again with "
                                     "--restart");
  }
  TRY(file->truncate(part_->bytes));
  TRY_ASSIGN(writer_, AppendWriter::open(std::move(file), part_->bytes, environment_.clock));
  return {};
}

Status RotatingFiles::begin_part() {
  Part part;
  part.number = next_number_++;
  const os::WallTime now = environment_.clock.wall();
  part.begun = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
  TRY_ASSIGN(part.name, rotated_name(options_.name, part.number, now));
  TRY_ASSIGN(const bool taken,
             file_exists(environment_.files, os::join_path(options_.directory, part.name)));
  if (taken) {
    return Error(Code::kConflict, "'" + os::join_path(options_.directory, part.name) +
                                      "' is there already, and not from this job; name others, or "
                                      "move it away");
  }
  TRY_ASSIGN(auto file,
             environment_.files.open(part_path(options_, part.number), os::OpenMode::kModify));
  TRY(file->truncate(0));
  TRY_ASSIGN(writer_, AppendWriter::open(std::move(file), 0, environment_.clock));
  if (options_.format == FileFormat::kCsv) {
    Bytes header;
    append_csv_header(options_.columns, header);
    Bytes packed;
    Compressor(options_.compression).append(header.view(), packed);
    TRY(writer_->append(packed.view()));
    part.bytes = packed.size();
  }
  part_ = std::move(part);
  return {};
}

bool RotatingFiles::full() const {
  if (options_.max_bytes > 0 && part_->bytes >= options_.max_bytes) return true;
  if (options_.max_rows > 0 && part_->rows >= options_.max_rows) return true;
  const auto age =
      environment_.clock.wall().time_since_epoch() - std::chrono::nanoseconds(part_->begun);
  return options_.max_age.count() > 0 && age >= options_.max_age;
}

Status RotatingFiles::end_part() {
  TRY(writer_->flush(options_.durable));
  writer_.reset();
  complete_.push_back(*std::move(part_));
  part_.reset();
  return {};
}

Result<WriteOutcome> RotatingFiles::write(const Batch&, const Selection& rows, Prepared* prepared,
                                          std::stop_token) {
  if (broken_) return *broken_;
  const std::string_view bytes = static_cast<const EncodedPiece*>(prepared)->view();
  const auto append = [&]() -> Status {
    if (part_ && full()) TRY(end_part());
    if (!part_) TRY(begin_part());
    TRY(writer_->append(bytes));
    part_->bytes += bytes.size();
    part_->rows += rows.size();
    return {};
  };
  if (auto appended = append(); !appended) return give_up(appended.error());
  WriteOutcome outcome;
  outcome.delivered = rows.size();
  outcome.bytes = bytes.size();
  return outcome;
}

Status RotatingFiles::flush() {
  if (broken_) return *broken_;
  const auto settle = [&]() -> Status {
    // That this is called again says that the mark after the last time is stored.
    for (const Part& part : settled_) TRY(publish(part));
    settled_.clear();
    if (part_) TRY(full() ? end_part() : writer_->flush(options_.durable));
    settled_.swap(complete_);
    return {};
  };
  if (auto settled = settle(); !settled) return give_up(settled.error());
  return {};
}

std::string RotatingFiles::position() const {
  std::string text;
  const auto add = [&](const Part& part, bool grows) {
    text += std::to_string(part.number) + ' ' + std::to_string(part.bytes) + ' ' +
            std::to_string(part.rows) + ' ' + std::to_string(part.begun) + (grows ? " 1 " : " 0 ") +
            part.name + '\n';
  };
  for (const Part& part : settled_) add(part, false);
  if (part_) add(*part_, true);
  // Only the number goes on.
  if (text.empty() && next_number_ > 1) add({.number = next_number_ - 1}, false);
  return text;
}

Status RotatingFiles::finish() {
  for (const Part& part : settled_) TRY(publish(part));
  settled_.clear();
  if (part_) {
    writer_.reset();
    TRY(publish(*part_));
    part_.reset();
  }
  return environment_.files.sync_directory(options_.directory);
}

Status RotatingFiles::publish(const Part& part) {
  const std::string path = part_path(options_, part.number);
  TRY_ASSIGN(const bool there, file_exists(environment_.files, path));
  if (!there) return {};  // It has its name already; its reader may have taken it away.
  // Nothing behind what the mark says; the kernel may have more.
  TRY_ASSIGN(const auto file, environment_.files.open(path, os::OpenMode::kModify));
  TRY(file->truncate(part.bytes));
  return environment_.files.rename(path, os::join_path(options_.directory, part.name));
}

Error RotatingFiles::give_up(const Error& error) {
  // Batches that were gathered went with this one; trying only this one again would lose them.
  const Code final_code = error.code() == Code::kUnavailable ? Code::kInvalid : error.code();
  broken_ = Error(final_code, std::string(error.message()));
  return *broken_;
}

}  // namespace bdp
