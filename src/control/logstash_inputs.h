#pragma once

#include <string>
#include <vector>

#include "control/logstash_pipeline.h"
#include "control/plugin_reader.h"
#include "lang/ast.h"

namespace bdp {

/// What all input sections of a configuration come to.
struct LogstashInputs {
  bool file = false;
  bool standard_input = false;
  std::vector<std::string> paths;
  std::vector<std::string> excludes;
  std::optional<GeneratedLines> generated;
  bool ndjson = false;
  std::string filter;  ///< What the inputs themselves do to their events, as a filter text.
};

class InputReader {
 public:
  explicit InputReader(PipelineNotes& notes) : notes_(notes) {}

  void read(const lang::Block& section);
  /// `end`: where mistakes of the whole are told.
  LogstashInputs take(lang::Position end);

 private:
  void plugin(const lang::Plugin& plugin);
  void file(const lang::Plugin& plugin, const PluginOptions& options);
  void generator(const lang::Plugin& plugin, const PluginOptions& options);
  void format(const lang::Plugin& plugin, std::string_view fallback);
  void decoration(const lang::Plugin& plugin, const PluginOptions& options);

  PipelineNotes& notes_;
  LogstashInputs inputs_;
  std::size_t count_ = 0;
};

}  // namespace bdp
