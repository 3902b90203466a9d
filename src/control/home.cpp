#include "control/home.h"

#include <charconv>

#include "os/file_hash.h"

namespace bdp {
namespace {

constexpr std::string_view kDatabaseEnding = ".db";
/// File systems take 255 bytes; endings such as -wal come behind it.
constexpr std::size_t kLongestName = 160;

bool is_safe(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

}  // namespace

std::string Home::configuration() const {
  return path_ + "/mysimbdp.yaml";
}
std::string Home::state() const {
  return path_ + "/state";
}
std::string Home::control_database() const {
  return state() + "/control.sqlite";
}
std::string Home::locks() const {
  return state() + "/locks";
}

std::string Home::coredms(const TenantId& tenant) const {
  return state() + "/coredms/" + safe_file_name(tenant.text) + std::string(kDatabaseEnding);
}

std::string Home::tenant(const TenantId& tenant) const {
  return tenants() + '/' + safe_file_name(tenant.text);
}

std::string Home::input(const TenantId& tenant) const {
  return this->tenant(tenant) + "/input";
}

std::string Home::profile(const TenantId& tenant) const {
  return this->tenant(tenant) + "/profile.json";
}

std::string Home::tenants() const {
  return path_ + "/tenants";
}

std::string Home::staging(const TenantId& tenant) const {
  return this->tenant(tenant) + "/staging";
}

std::string Home::archive(const TenantId& tenant) const {
  return this->tenant(tenant) + "/archive";
}

std::string Home::discarded(const TenantId& tenant) const {
  return this->tenant(tenant) + "/discarded";
}

std::string Home::dead_letters(const TenantId& tenant) const {
  return this->tenant(tenant) + "/dead_letters";
}

std::string Home::output(const TenantId& tenant) const {
  return this->tenant(tenant) + "/output";
}

std::string Home::attempts(const TenantId& tenant) const {
  return this->tenant(tenant) + "/attempts";
}

std::string Home::logs() const {
  return path_ + "/logs";
}

std::string Home::logs(const TenantId& tenant) const {
  return this->tenant(tenant) + "/logs";
}

std::string Home::spool(const TenantId& tenant) const {
  return this->tenant(tenant) + "/spool";
}

Result<std::vector<TenantId>> Home::stored_tenants(os::Files& files) const {
  std::vector<TenantId> tenants;
  auto entries = files.list(state() + "/coredms");
  if (!entries) {
    if (entries.error().code() == Code::kNotFound) return tenants;
    return std::move(entries).error();
  }
  for (const os::DirectoryEntry& entry : *entries) {
    const std::string_view name = entry.name;
    if (!name.ends_with(kDatabaseEnding)) continue;
    tenants.push_back({text_of_file_name(name.substr(0, name.size() - kDatabaseEnding.size()))});
  }
  return tenants;
}

std::string safe_file_name(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string name;
  for (const char byte : text) {
    if (is_safe(byte) && !(byte == '.' && name.empty())) {
      name += byte;
    } else {
      const auto value = static_cast<unsigned char>(byte);
      name += '%';
      name += kDigits[value >> 4U];
      name += kDigits[value & 15U];
    }
  }
  if (name.empty()) return "%";
  if (name.size() > kLongestName) {
    const std::string hash = os::hash_of(text).hex();
    name.resize(kLongestName - hash.size() - 1);
    name += "%" + hash;
  }
  return name;
}

std::string text_of_file_name(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    unsigned value = 0;
    if (name[i] == '%' && i + 2 < name.size() &&
        std::from_chars(name.data() + i + 1, name.data() + i + 3, value, 16).ptr ==
            name.data() + i + 3) {
      text += static_cast<char>(value);
      i += 2;
    } else {
      text += name[i];
    }
  }
  return text == "%" ? "" : text;
}

}  // namespace bdp
