#include "batch/command.h"

#include <array>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kCommands = "commands/";
constexpr std::string_view kAnswers = "answers/";
constexpr std::size_t kMostAtOnce = 100;
constexpr std::chrono::milliseconds kLookAgain{20};

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Command> command_of(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    const auto verb = json.at("verb").get<std::uint8_t>();
    if (verb > static_cast<std::uint8_t>(Command::Verb::kResume)) return std::nullopt;
    return Command{.verb = static_cast<Command::Verb>(verb),
                   .tenant = TenantId{json.at("tenant")},
                   .app = json.at("app"),
                   .spec = json.at("spec"),
                   .job = json.at("job")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

Result<std::string> CommandBox::give(const Command& command) {
  std::array<char, 48> ticket{};
  std::snprintf(ticket.data(), ticket.size(), "%020lld-%016llx",
                static_cast<long long>(environment_.clock.wall().time_since_epoch().count()),
                static_cast<unsigned long long>(environment_.randomness.next()));
  WriteBatch batch;
  batch.put(std::string(kCommands) + ticket.data(),
            text_of({{"verb", static_cast<int>(command.verb)},
                     {"tenant", command.tenant.text},
                     {"app", command.app},
                     {"spec", command.spec},
                     {"job", command.job}}));
  TRY(store_.apply(batch));
  return std::string(ticket.data());
}

Result<std::optional<CommandAnswer>> CommandBox::wait(const std::string& ticket,
                                                      std::chrono::milliseconds longest,
                                                      const std::stop_token& stop) {
  const os::SteadyTime until = environment_.clock.steady() + longest;
  const std::string key = std::string(kAnswers) + ticket;
  while (true) {
    TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(key));
    if (entry) {
      WriteBatch batch;
      batch.erase(key);
      TRY(store_.apply(batch));
      const Json json = Json::parse(entry->value, nullptr, false);
      return std::optional(CommandAnswer{.done = json.value("done", false),
                                         .message = json.value("message", ""),
                                         .job = json.value("job", "")});
    }
    if (environment_.clock.steady() >= until || !environment_.clock.wait(kLookAgain, stop)) {
      return std::optional<CommandAnswer>();
    }
  }
}

Result<std::vector<CommandBox::Ticket>> CommandBox::waiting() const {
  TRY_ASSIGN(const std::vector<StoreEntry> entries, store_.list(kCommands, "", kMostAtOnce));
  std::vector<Ticket> tickets;
  for (const StoreEntry& entry : entries) {
    tickets.push_back({entry.key.substr(kCommands.size()), command_of(entry.value)});
  }
  return tickets;
}

Status CommandBox::answer(const std::string& ticket, const CommandAnswer& answer) {
  WriteBatch batch;
  batch.erase(std::string(kCommands) + ticket);
  batch.put(std::string(kAnswers) + ticket,
            text_of({{"done", answer.done}, {"message", answer.message}, {"job", answer.job}}));
  return store_.apply(batch);
}

}  // namespace bdp
