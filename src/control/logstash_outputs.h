#pragma once

#include <map>
#include <string>
#include <vector>

#include "control/plugin_reader.h"
#include "lang/ast.h"

namespace bdp {

/// What all output sections of a configuration come to.
struct LogstashOutputs {
  std::vector<std::string> to;                                        ///< As --to names sinks.
  std::map<std::string, std::map<std::string, std::string>> options;  ///< Of sinks, by kind.
  std::string document_id;
  std::map<std::string, std::string, std::less<>> secrets;
};

class OutputReader {
 public:
  explicit OutputReader(PipelineNotes& notes) : notes_(notes) {}

  void read(const lang::Block& section);
  /// `end`: where mistakes of the whole are told.
  LogstashOutputs take(lang::Position end);

 private:
  void plugin(const lang::Plugin& plugin);
  void standard_output(const lang::Plugin& plugin);
  void file(const lang::Plugin& plugin, const PluginOptions& options);
  void elasticsearch(const lang::Plugin& plugin, const PluginOptions& options);
  std::string index_of(const lang::Plugin& plugin, const PluginOptions& options);
  std::string hosts_of(const lang::Plugin& plugin, const PluginOptions& options);
  void mongodb(const lang::Plugin& plugin, const PluginOptions& options);
  void secret(const lang::Plugin& plugin, const PluginOptions& options, std::string_view option,
              const std::string& variable);
  /// False, with a report: the text depends on the event.
  bool is_fixed(const lang::Plugin& plugin, std::string_view option, std::string_view text,
                std::string_view advice);
  void add(std::string target);

  PipelineNotes& notes_;
  LogstashOutputs outputs_;
  const lang::Plugin* standard_output_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace bdp
