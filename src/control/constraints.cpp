#include "control/constraints.h"

#include <algorithm>

#include "config/byte_size.h"
#include "config/document.h"

namespace bdp {
namespace {

using config::grouped_digits;

std::string bytes(std::uint64_t count) {
  return grouped_digits(count) + (count == 1 ? " byte" : " bytes");
}

std::string files(std::uint64_t count) {
  return grouped_digits(count) + (count == 1 ? " file" : " files");
}

std::string characters(std::uint64_t count) {
  return grouped_digits(count) + (count == 1 ? " character" : " characters");
}

std::uint64_t length_of(std::string_view name) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      name, [](char c) { return (static_cast<unsigned char>(c) >> 6U) != 2; }));
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

class Checker {
 public:
  Checker(const ServiceProfile* profile, const GenericConstraints& generic)
      : profile_(profile), generic_(generic) {}

  void total(std::uint64_t total_bytes, std::uint64_t count) {
    if (profile_ == nullptr) return;
    if (total_bytes > profile_->max_total_bytes) {
      add(Rule::kTotalSize, "max_file_size", "", bytes(profile_->max_total_bytes),
          bytes(total_bytes));
    }
    if (count > profile_->max_files) {
      add(Rule::kNumberOfFiles, "max_number_of_files", "", files(profile_->max_files),
          files(count));
    }
  }

  void name(std::string_view name, const std::string& path) {
    if (profile_ != nullptr) {
      const std::string format = format_of(name);
      if (std::ranges::find(profile_->formats, format) == profile_->formats.end()) {
        add(Rule::kFormat, "file_format", path, joined(profile_->formats),
            format.empty() ? "none" : format);
      }
      if (profile_->name_pattern && !profile_->name_pattern->matches(name)) {
        add(Rule::kNamePattern, "file_name_regex", path, profile_->name_pattern->text(),
            std::string(name));
      }
    }
    if (generic_.max_file_name_length && length_of(name) > *generic_.max_file_name_length) {
      add(Rule::kNameLength, "generic.max_file_name_length", path,
          characters(*generic_.max_file_name_length), characters(length_of(name)));
    }
    if (generic_.name_pattern && !generic_.name_pattern->matches(name)) {
      add(Rule::kNamePattern, "generic.file_name_regex", path, generic_.name_pattern->text(),
          std::string(name));
    }
  }

  void file(const CollectedFile& file) {
    name(file.name, file.path);
    if (generic_.max_file_bytes && file.info.size > *generic_.max_file_bytes) {
      add(Rule::kFileSize, "generic.max_file_size", file.path, bytes(*generic_.max_file_bytes),
          bytes(file.info.size));
    }
    if (!file.info.readable) {
      add(Rule::kReadable, "", file.path, "read rights", "no read rights");
    }
  }

  std::vector<Violation> take() {
    std::ranges::stable_sort(violations_, {}, &Violation::rule);
    return std::move(violations_);
  }

 private:
  void add(Rule rule, std::string key, std::string file, std::string limit, std::string actual) {
    violations_.push_back(
        {rule, std::move(key), std::move(file), std::move(limit), std::move(actual)});
  }

  const ServiceProfile* profile_;
  const GenericConstraints& generic_;
  std::vector<Violation> violations_;
};

std::string refusal(std::span<const Violation> violations) {
  return "{\"error\":" + config::quoted_json(sentence_of(violations.front().rule)) +
         ",\"status\":\"failed\"";
}

}  // namespace

std::vector<Violation> check_constraints(const Collection& collection,
                                         const ServiceProfile* profile,
                                         const GenericConstraints& generic) {
  Checker checker(profile, generic);
  checker.total(collection.total_bytes(), collection.files.size());
  for (const CollectedFile& file : collection.files) checker.file(file);
  return checker.take();
}

std::vector<Violation> check_file(const CollectedFile& file, const ServiceProfile* profile,
                                  const GenericConstraints& generic) {
  Checker checker(profile, generic);
  checker.file(file);
  return checker.take();
}

std::string refusal_json(std::span<const Violation> violations) {
  return refusal(violations) + "}";
}

std::string detailed_refusal_json(std::span<const Violation> violations) {
  std::string json = refusal(violations) + ",\"violations\":[";
  for (const Violation& violation : violations) {
    if (&violation != &violations.front()) json += ',';
    append_violation(json, violation);
  }
  return json + "]}";
}

Violation ReadingLimit::violation() const {
  return {rule, key, "", bytes(max_bytes), "more than " + bytes(max_bytes)};
}

std::optional<ReadingLimit> reading_limit(const ServiceProfile* profile,
                                          const GenericConstraints& generic) {
  std::optional<ReadingLimit> tightest;
  if (profile != nullptr) {
    tightest = {profile->max_total_bytes, Rule::kTotalSize, "max_file_size"};
  }
  if (generic.max_file_bytes && (!tightest || *generic.max_file_bytes < tightest->max_bytes)) {
    tightest = {*generic.max_file_bytes, Rule::kFileSize, "generic.max_file_size"};
  }
  return tightest;
}

std::vector<Violation> check_source_name(std::string_view name, const ServiceProfile* profile,
                                         const GenericConstraints& generic) {
  Checker checker(profile, generic);
  checker.total(0, 1);
  checker.name(name, std::string(name));
  return checker.take();
}

}  // namespace bdp
