#include "control/file_check.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "config/document.h"
#include "config/text_place.h"
#include "control/job_program.h"
#include "control/job_spec.h"
#include "control/logstash_pipeline.h"
#include "control/platform_config.h"
#include "control/service_profile.h"
#include "filters/all.h"
#include "os/machine.h"
#include "pipeline/filter_review.h"

namespace bdp {
namespace {

/// A filter text larger than this is a mistake in the file's name.
constexpr std::uint64_t kMaxTextBytes = std::uint64_t{16} << 20U;

using Text = std::shared_ptr<const std::string>;

bool is_document(std::string_view path) {
  return path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
}

std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || number == 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// `NAME:LINE:COLUMN: MESSAGE` taken apart; false: `line` is none of this.
bool take_apart(std::string_view line, const std::string& name, Finding& into) {
  if (!take(line, name) || !take(line, ":")) return false;
  const auto number = take_number(line);
  if (!number || !take(line, ":")) return false;
  const auto column = take_number(line);
  if (!column || !take(line, ": ")) return false;
  into.line = *number;
  into.column = *column;
  into.place = name + ":" + std::to_string(*number) + ":" + std::to_string(*column);
  into.message = line;
  return true;
}

/// A filter text that stands in a document.
struct InnerText {
  std::string origin;  ///< What its places begin with.
  std::string key;
  config::Position at;
  Text text;
};

/// The place in the filter's text as a byte of it.
std::size_t offset_of(std::string_view text, std::uint32_t line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  for (std::uint32_t i = 1; i < column && at < text.size(); ++i) {
    do {
      ++at;
    } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
  }
  return at;
}

/// The messages about one file, with their places.
class FindingList {
 public:
  FindingList(const std::string& file, Text text) : file_(file), text_(std::move(text)) {}

  void set_inner(InnerText inner) { inner_ = std::move(inner); }

  /// `messages`: one or several, a line each.
  void add(bool is_error, std::string_view messages) {
    while (!messages.empty()) {
      const std::size_t end = std::min(messages.find('\n'), messages.size());
      found_.push_back(finding(is_error, messages.substr(0, end)));
      messages.remove_prefix(std::min(end + 1, messages.size()));
    }
  }

  std::vector<Finding> take() { return std::move(found_); }

 private:
  Finding finding(bool is_error, std::string_view line) const {
    Finding result{.is_error = is_error, .place = {}, .message = {}, .text = {}};
    if (inner_ && take_apart(line, inner_->origin, result)) {
      result.text = inner_->text;
      const auto exact = config::place_in_text(
          *text_, inner_->at, offset_of(*inner_->text, result.line, result.column));
      if (exact) {
        result.place = file_ + ":" + std::to_string(exact->line) + ":" +
                       std::to_string(exact->column) + ": " + inner_->key + ":" +
                       std::to_string(result.line) + ":" + std::to_string(result.column);
      }
    } else if (text_ != nullptr && take_apart(line, file_, result)) {
      result.text = text_;
    } else {
      result.message = line;
    }
    return result;
  }

  const std::string& file_;
  const Text text_;
  std::optional<InnerText> inner_;
  std::vector<Finding> found_;
};

constexpr std::string_view kPipelineKey = "logstash_pipeline_config_args";

std::optional<InnerText> filter_in(const config::Document& document, const JobSpec& spec) {
  const config::Member* pipeline = document.root.find(kPipelineKey);
  const config::Member* filter = pipeline == nullptr ? nullptr : pipeline->value.find("filter");
  if (filter == nullptr) return std::nullopt;
  return InnerText{.origin = spec.filter_origin,
                   .key = std::string(kPipelineKey) + ".filter",
                   .at = filter->value.at,
                   .text = std::make_shared<const std::string>(spec.filter)};
}

/// What kind of document it is, when it is in order.
Result<std::string> check_document(const std::string& path, std::string_view text,
                                   const os::Environment& environment, FindingList& found) {
  TRY_ASSIGN(const config::Document document, config::parse_document(text, path));
  if (looks_like_job_spec(document)) {
    TRY_ASSIGN(const JobSpec spec, read_job_spec(document));
    if (auto inner = filter_in(document, spec)) found.set_inner(*std::move(inner));
    Layout layout;
    TRY(compile_job(spec, layout));
    for (const std::string& warning : spec.warnings) found.add(false, warning);
    for (const std::string& warning : review_job(spec, environment)) found.add(false, warning);
    return std::string("job specification");
  }
  if (looks_like_service_profile(document)) {
    TRY(read_service_profile(document));
    return std::string("service profile");
  }
  if (path.ends_with(".json")) {
    return document.error(document.root.at,
                          "this is neither a job specification (logstash_pipeline_config_args) nor "
                          "a service profile (max_file_size, file_format)");
  }
  TRY(load_platform_config(environment.files, path, os::process_variables()));
  return std::string("platform configuration");
}

/// A text on its own may be given events with any fields.
Result<std::string> check_filter(const std::string& path, std::string_view text,
                                 FindingList& found) {
  const LanguageSettings settings;
  Layout layout;
  TRY(compile_program(text, path, settings, all_filters(), layout));
  for (const std::string& warning : review_filter(text, path, settings, all_filters(), {})) {
    found.add(false, warning);
  }
  return std::string("filter");
}

/// Mistakes in inputs, outputs and filters are told together.
Result<std::string> check_pipeline(const std::string& path, std::string_view text,
                                   const os::Environment& environment, FindingList& found) {
  auto pipeline = read_logstash_pipeline(text, path);
  Layout layout;
  if (!pipeline) {
    const auto filter =
        compile_program(filter_text_of(text), path, LanguageSettings{}, all_filters(), layout);
    if (!filter) found.add(true, filter.error().message());
    return std::move(pipeline).error();
  }
  TRY(compile_job(pipeline->spec, layout));
  for (const std::string& warning : pipeline->spec.warnings) found.add(false, warning);
  for (const std::string& warning : review_job(pipeline->spec, environment)) {
    found.add(false, warning);
  }
  return std::string("Logstash pipeline");
}

}  // namespace

FileCheck check_file(const std::string& path, const os::Environment& environment) {
  auto read = os::read_whole(environment.files, path, kMaxTextBytes);
  FileCheck result;
  if (!read) {
    FindingList found(path, nullptr);
    found.add(true, read.error().message());
    result.findings = found.take();
    return result;
  }
  const auto text = std::make_shared<const std::string>(*std::move(read));
  FindingList found(path, text);
  auto kind = is_document(path)                  ? check_document(path, *text, environment, found)
              : looks_like_pipeline(path, *text) ? check_pipeline(path, *text, environment, found)
                                                 : check_filter(path, *text, found);
  if (kind) {
    result.kind = *std::move(kind);
  } else {
    found.add(true, kind.error().message());
  }
  result.findings = found.take();
  return result;
}

}  // namespace bdp
