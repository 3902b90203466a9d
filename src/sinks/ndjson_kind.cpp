#include "sinks/ndjson_kind.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "sinks/file_exists.h"
#include "sinks/ndjson.h"

namespace bdp {
namespace {

constexpr auto kSchemes = std::to_array<std::string_view>({"ndjson"});
constexpr std::string_view kForm = "ndjson:PATH, ndjson:-";

class StandardOutputTarget final : public SinkTarget {
 public:
  std::string text() const override { return "ndjson:-"; }
  bool resumable() const override { return false; }
  bool is_standard_output() const override { return true; }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<NdjsonStream>(STDOUT_FILENO);
  }
};

class NdjsonTarget final : public SinkTarget {
 public:
  NdjsonTarget(std::string path, const SinkJob& job)
      : path_(std::move(path)), environment_(job.environment), durable_(job.durable) {}

  std::string text() const override { return "ndjson:" + path_; }
  bool resumable() const override { return true; }
  Status reach() override {
    return environment_.files.make_directories(os::parent_directory(path_));
  }
  Result<bool> exists() override { return file_exists(environment_.files, path_); }
  Status require_free() override {
    const auto info = environment_.files.info(path_);
    if (!info || info->kind != os::FileKind::kRegular || info->size == 0) return {};
    return Error(Code::kConflict, path_ +
                                      " is there already, and not from this job; name another "
                                      "file, or replace it with --restart");
  }
  Status remove() override {
    TRY_ASSIGN(const bool there, exists());
    return there ? environment_.files.remove(path_) : Status();
  }
  std::uint64_t size_bytes() override {
    const auto info = environment_.files.info(path_);
    return info ? info->size : 0;
  }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<NdjsonFile>(environment_.files, path_, durable_, environment_.clock);
  }

 private:
  const std::string path_;
  const os::Environment environment_;
  const bool durable_;
};

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  const std::string_view path = behind_scheme(text);
  if (path.empty()) return not_a_sink(text, "the path is missing", kForm);
  if (path == "-") return std::make_unique<StandardOutputTarget>();
  TRY_ASSIGN(std::string full, os::absolute_path(path));
  return std::make_unique<NdjsonTarget>(std::move(full), job);
}

}  // namespace

constinit const SinkKind kNdjsonSink = {
    .name = "ndjson",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "a file of JSON lines; - is standard output",
    .options = {},
    .parse = parse,
};

}  // namespace bdp
