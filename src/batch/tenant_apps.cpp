#include "batch/tenant_apps.h"

#include <algorithm>
#include <array>
#include <set>

#include "config/section.h"
#include "control/collection.h"
#include "os/files.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Node;
using config::Section;

constexpr auto kIsolation = std::to_array<std::string_view>({"namespaces", "control groups"});

constexpr auto kAppFields = std::to_array<FieldSpec>({
    {.name = "name", .type = FieldType::kText, .help = "the app's name", .required = true},
    {.name = "filename_pattern",
     .type = FieldType::kText,
     .help = "which files it takes",
     .fallback = "*"},
    {.name = "file_format", .type = FieldType::kTextList, .help = "of which formats; else any"},
    {.name = "spec",
     .type = FieldType::kText,
     .help = "the job specification of a declarative app, in apps/"},
    {.name = "command",
     .type = FieldType::kTextList,
     .help = "program and arguments of a black box; /app is its directory in apps/"},
    {.name = "bundle", .type = FieldType::kText, .help = "an OCI bundle of a black box, in apps/"},
    {.name = "directory",
     .type = FieldType::kText,
     .help = "what a black box sees as /app, in apps/; else apps/ itself"},
    {.name = "environment", .type = FieldType::kTextList, .help = "of a black box: NAME=VALUE"},
    {.name = "limits", .type = FieldType::kMap, .help = "what a black box may use"},
    {.name = "isolation",
     .type = FieldType::kText,
     .help = "the least isolation that a black box runs with",
     .fallback = "namespaces",
     .choices = kIsolation},
    {.name = "coredms",
     .type = FieldType::kBoolean,
     .help = "a black box that reaches the tenant's coredms",
     .fallback = "false"},
    {.name = "schedule",
     .type = FieldType::kText,
     .help = "when it begins, as crontab(5) writes it (UTC), in place of when files come"},
    {.name = "priority",
     .type = FieldType::kInteger,
     .help = "among the tenant's own jobs; 9 comes first",
     .fallback = "5",
     .most = 9},
    {.name = "max_attempts",
     .type = FieldType::kInteger,
     .help = "how often a black box is started that fails in a way that may pass",
     .fallback = "3",
     .least = 1,
     .most = 100},
    {.name = "expected_seconds",
     .type = FieldType::kInteger,
     .help = "how long a job of it runs, for the order of jobs",
     .fallback = "1",
     .least = 1,
     .most = 1'000'000},
});

constexpr auto kLimitFields = std::to_array<FieldSpec>({
    {.name = "cpu_percent",
     .type = FieldType::kInteger,
     .help = "of one processor; 200: two of them",
     .fallback = "100",
     .least = 1,
     .most = 100'000},
    {.name = "memory",
     .type = FieldType::kByteSize,
     .help = "of all its processes",
     .fallback = "256 MiB",
     .least = 1 << 20},
    {.name = "processes",
     .type = FieldType::kInteger,
     .help = "at once, threads too",
     .fallback = "64",
     .least = 1,
     .most = 1'000'000},
    {.name = "seconds",
     .type = FieldType::kInteger,
     .help = "from start to end",
     .fallback = "600",
     .least = 1,
     .most = 10'000'000},
    {.name = "output",
     .type = FieldType::kByteSize,
     .help = "standard output and standard error",
     .fallback = "10 MiB",
     .least = 1},
    {.name = "disk",
     .type = FieldType::kByteSize,
     .help = "what it leaves in /job/output",
     .fallback = "1 GiB",
     .least = 1},
    {.name = "open_files",
     .type = FieldType::kInteger,
     .help = "of one process",
     .fallback = "256",
     .least = 8,
     .most = 1'000'000},
});

constexpr auto kProfileFields = std::to_array<FieldSpec>({
    {.name = "apps", .type = FieldType::kAny, .help = "the tenant's apps"},
    {.name = "scheduling", .type = FieldType::kMap, .help = "the tenant's share of the platform"},
    {.name = "coredms", .type = FieldType::kMap, .help = "where its black boxes store"},
});

constexpr auto kSchedulingFields = std::to_array<FieldSpec>({
    {.name = "weight",
     .type = FieldType::kInteger,
     .help = "twice the weight, twice the time when all are waiting",
     .fallback = "1",
     .least = 1,
     .most = 1000},
    {.name = "max_jobs",
     .type = FieldType::kInteger,
     .help = "how many jobs run at once",
     .fallback = "2",
     .least = 1,
     .most = 1000},
});

constexpr auto kCoredmsFields = std::to_array<FieldSpec>({
    {.name = "uri",
     .type = FieldType::kText,
     .help = "a MongoDB, without password: mongodb://alice@db1:27017/alice",
     .required = true},
    {.name = "password_file", .type = FieldType::kText, .help = "the file with its password"},
});

void read_limits(const Section& app, TenantApp& into) {
  const Section limits(app, "limits", kLimitFields);
  into.limits = {.processors = static_cast<double>(limits.integer("cpu_percent")) / 100,
                 .memory_bytes = limits.byte_size("memory"),
                 .processes = static_cast<std::uint32_t>(limits.integer("processes")),
                 .time = std::chrono::seconds(limits.integer("seconds")),
                 .output_bytes = limits.byte_size("output"),
                 .disk_bytes = limits.byte_size("disk"),
                 .open_files = static_cast<std::uint32_t>(limits.integer("open_files"))};
  into.needs = {.processors = into.limits.processors,
                .memory_bytes = into.declarative() ? 0 : into.limits.memory_bytes,
                .seconds = static_cast<double>(app.integer("expected_seconds"))};
}

void read_kind(const Section& section, const std::string& apps, TenantApp& app) {
  const int kinds = static_cast<int>(section.given("spec")) +
                    static_cast<int>(section.given("command")) +
                    static_cast<int>(section.given("bundle"));
  if (kinds != 1 && !(section.given("bundle") && section.given("command"))) {
    section.problem("name", "the app '" + app.name + "' has " +
                                (kinds == 0 ? "none" : "more than one") +
                                " of 'spec' (declarative), 'command' and 'bundle' (black boxes)");
  }
  if (section.given("spec")) app.spec = os::join_path(apps, section.text("spec"));
  if (section.given("bundle")) app.bundle = os::join_path(apps, section.text("bundle"));
  app.command = section.text_list("command");
  app.directory =
      section.given("directory") ? os::join_path(apps, section.text("directory")) : apps;
}

TenantApp read_app(const Section& section, const std::string& apps) {
  TenantApp app;
  app.name = section.text("name");
  if (section.given("name") &&
      (app.name.empty() || app.name.size() > 100 || std::ranges::any_of(app.name, [](char c) {
         const auto byte = static_cast<unsigned char>(c);
         return byte < 0x21 || byte == 0x7F || c == '/';
       }))) {
    section.problem("name", "'name' is " + config::quoted_json(app.name) +
                                ", expected up to 100 characters without blanks and slashes");
  }
  app.pattern_text = section.text("filename_pattern");
  if (auto pattern = Glob::compile(app.pattern_text)) {
    app.pattern = *std::move(pattern);
  } else {
    section.problem("filename_pattern",
                    "'filename_pattern' " + std::string(pattern.error().message()));
  }
  app.formats = section.text_list("file_format");
  read_kind(section, apps, app);
  app.environment = section.text_list("environment");
  for (const std::string& variable : app.environment) {
    if (variable.find('=') == std::string::npos || variable.starts_with('=')) {
      section.problem("environment", "'environment' holds " + config::quoted_json(variable) +
                                         ", expected NAME=VALUE");
    }
  }
  app.isolation = section.text("isolation") == "control groups" ? IsolationLevel::kControlGroups
                                                                : IsolationLevel::kNamespaces;
  app.coredms = section.boolean("coredms");
  app.priority = static_cast<unsigned>(section.integer("priority"));
  app.max_attempts = static_cast<unsigned>(section.integer("max_attempts"));
  if (section.given("schedule")) {
    if (auto cron = Cron::parse(section.text("schedule"))) {
      app.schedule = *cron;
    } else {
      section.problem("schedule", "'schedule' " + std::string(cron.error().message()));
    }
  }
  read_limits(section, app);
  return app;
}

/// The document with nothing but the keys that are read here: the others are the profile's.
config::Document only_ours(const config::Document& profile) {
  config::Document ours = profile;
  std::erase_if(ours.root.members, [](const config::Member& member) {
    return std::ranges::none_of(kProfileFields,
                                [&](const FieldSpec& field) { return field.name == member.key; });
  });
  return ours;
}

}  // namespace

bool TenantApp::takes(std::string_view file_name) const {
  if (!pattern->matches(file_name)) return false;
  return formats.empty() || std::ranges::find(formats, format_of(file_name)) != formats.end();
}

const TenantApp* TenantApps::find(std::string_view name) const {
  const auto found = std::ranges::find(apps, name, &TenantApp::name);
  return found == apps.end() ? nullptr : &*found;
}

Result<TenantApps> read_tenant_apps(const config::Document& profile, const std::string& directory) {
  const config::Document document = only_ours(profile);
  config::Problems problems(document);
  const Section top(document.root, "", kProfileFields, problems);
  TenantApps tenant;
  const std::string apps = directory + "/apps";
  if (const Node* list = top.value("apps")) {
    if (list->kind != Node::Kind::kList) {
      top.problem("apps", "'apps' is " + config::described(*list) +
                              ", expected a list such as [{\"name\": \"vm\", \"filename_pattern\": "
                              "\"*.csv\", \"spec\": \"vm.json\"}]");
    }
    std::set<std::string> names;
    for (const Node& item : list->items) {
      const Section section(item, "apps", kAppFields, problems);
      tenant.apps.push_back(read_app(section, apps));
      if (!names.insert(tenant.apps.back().name).second) {
        section.problem("name", "there are two apps of the name '" + tenant.apps.back().name + "'");
      }
    }
  }
  const Section scheduling(top, "scheduling", kSchedulingFields);
  tenant.share = {.weight = static_cast<double>(scheduling.integer("weight")),
                  .most_jobs = scheduling.integer("max_jobs")};
  if (top.given("coredms")) {
    const Section coredms(top, "coredms", kCoredmsFields);
    tenant.coredms_uri = coredms.text("uri");
    tenant.coredms_password_file = coredms.text("password_file");
  }
  TRY(problems.status());
  return tenant;
}

}  // namespace bdp
