#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.h"
#include "lang/diagnostics.h"
#include "pipeline/options.h"

namespace bdp {

/// An input or output of Logstash that has a counterpart here. Of its options, those whose help
/// begins with "accepted: " change nothing, which is told; those with "refused: " are mistakes.
struct PluginKind {
  std::string_view name;
  std::span<const OptionField> options;
};

/// What is found while a configuration is read.
struct PipelineNotes {
  lang::Diagnostics mistakes;
  lang::Diagnostics warnings;
};

/// The options of an input or output, held to its kind. Null: there were mistakes. `notes` outlives
/// the result.
std::unique_ptr<const PluginOptions> read_plugin(const lang::Plugin& plugin, const PluginKind& kind,
                                                 PipelineNotes& notes);

/// Where the value of an option stands; the plugin itself when it is not given.
lang::Position place_of(const lang::Plugin& plugin, std::string_view option);

/// The name of a `codec`, `fallback` when none is given. Its own options but a `charset` of UTF-8
/// are mistakes. Nothing: there were some.
std::optional<std::string> codec_of(const lang::Plugin& plugin, std::string_view fallback,
                                    PipelineNotes& notes);

}  // namespace bdp
