#include "filters/cidr/cidr.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filters/cidr/network.h"
#include "lang/template.h"

namespace bdp {
namespace {

using cidr::Address;
using cidr::Network;
using lang::Template;

constexpr OptionField kOptions[] = {
    {.name = "address",
     .type = OptionType::kList,
     .help = "the addresses that are looked at, most often %{field}"},
    {.name = "network",
     .type = OptionType::kList,
     .help = "the networks: 10.0.0.0/8, fe80::/64, %{field}"},
    {.name = "network_path",
     .type = OptionType::kString,
     .help = "a file with networks, in place of `network`; read once"},
    {.name = "separator",
     .type = OptionType::kString,
     .help = "what stands between the networks of the file",
     .fallback = "\"\n\""},
    {.name = "refresh_interval",
     .type = OptionType::kNumber,
     .help = "accepted; the file is read when the program is compiled",
     .fallback = "600"},
};

/// Matches rows one of whose addresses is in one of the networks.
class Cidr final : public Filter {
 public:
  Cidr(std::vector<Template> addresses, std::vector<Network> networks,
       std::vector<Template> dynamic_networks)
      : addresses_(std::move(addresses)),
        networks_(std::move(networks)),
        dynamic_networks_(std::move(dynamic_networks)) {}

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    if (matched == nullptr) return;
    for (const RowIndex row : rows) {
      const bool found = std::ranges::any_of(
          addresses_, [&](const Template& address) { return contains(batch, row, address); });
      if (found) matched->push_back(row);
    }
  }

 private:
  bool contains(Batch& batch, RowIndex row, const Template& text) const {
    const auto rendered = text.render(batch, row);
    if (!rendered) return false;
    const auto address = Address::parse(rendered->as_text());
    if (!address) return false;
    const auto has_it = [&](const Network& network) { return network.contains(*address); };
    return std::ranges::any_of(networks_, has_it) ||
           std::ranges::any_of(dynamic_networks_, [&](const Template& network) {
             const auto name = network.render(batch, row);
             const auto parsed = name ? Network::parse(name->as_text()) : std::nullopt;
             return parsed && has_it(*parsed);
           });
  }

  std::vector<Template> addresses_;
  std::vector<Network> networks_;
  std::vector<Template> dynamic_networks_;
};

/// The parts of the file between separators that are not empty.
Result<std::vector<std::string>> networks_of_file(const Options& options) {
  const std::string path(options.string("network_path"));
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.good() && !file.eof()) {
    return options.error("network_path", "the file of networks '" + path + "' cannot be read");
  }
  const std::string_view separator = options.string("separator");
  if (separator.empty()) return options.error("separator", "the separator is empty");
  std::vector<std::string> parts;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    std::string_view part = rest.substr(0, end);
    while (part.ends_with('\r') || part.ends_with('\n') || part.ends_with(' ')) {
      part.remove_suffix(1);
    }
    if (!part.empty()) parts.emplace_back(part);
    rest.remove_prefix(std::min(end + separator.size(), rest.size()));
  }
  return parts;
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  const auto given = options.list("network");
  std::vector<std::string> texts(given.begin(), given.end());
  std::string_view option = "network";
  if (options.given("network_path")) {
    if (!texts.empty()) {
      return options.error("network_path", "cidr has both network and network_path; take one");
    }
    TRY_ASSIGN(texts, networks_of_file(options));
    option = "network_path";
  }
  std::vector<Network> networks;
  std::vector<Template> dynamic_networks;
  for (const std::string& text : texts) {
    auto network = Template::compile(text, layout);
    if (!network.is_constant()) {
      dynamic_networks.push_back(std::move(network));
    } else if (const auto parsed = Network::parse(text)) {
      networks.push_back(*parsed);
    } else {
      return options.error(option, "'" + text +
                                       "' is no network; write an address and the number of its "
                                       "bits that count: 10.0.0.0/8");
    }
  }
  std::vector<Template> addresses;
  for (const std::string& text : options.list("address")) {
    addresses.push_back(Template::compile(text, layout));
  }
  return std::make_unique<Cidr>(std::move(addresses), std::move(networks),
                                std::move(dynamic_networks));
}

}  // namespace

constinit const FilterKind kCidr = {
    .name = "cidr",
    .summary = "matches events with an address in one of some networks",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
