#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "lang/variables.h"
#include "os/environment.h"
#include "pipeline/sink_kind.h"
#include "sinks/gridfs.h"
#include "sinks/mongodb_credentials.h"

namespace bdp::app {
namespace {

struct GridfsOptions {
  std::string where;
  std::vector<std::string> files;
  GridfsLabel label;
  std::string name;
  std::string output;
  unsigned parallel = 4;
};

using Work = Status (*)(Gridfs& bucket, const GridfsOptions& options);

void print(const GridfsFile& file) {
  std::printf("%s\t%llu\t%llu\t%s\t%s\t%s\n", file.name.c_str(),
              static_cast<unsigned long long>(file.bytes),
              static_cast<unsigned long long>(file.chunks), file.sha256.c_str(),
              file.tenant.c_str(), file.id.c_str());
}

Status put(Gridfs& bucket, const GridfsOptions& options) {
  for (const std::string& path : options.files) {
    GridfsLabel label = options.label;
    label.name =
        options.name.empty() ? std::filesystem::path(path).filename().string() : options.name;
    TRY_ASSIGN(const GridfsUpload upload, bucket.put(path, label));
    print(upload.file);
    if (upload.already_there) std::fprintf(stderr, "%s: stored already\n", path.c_str());
  }
  return {};
}

Status get(Gridfs& bucket, const GridfsOptions& options) {
  TRY_ASSIGN(const GridfsFile file, bucket.get(options.name, options.output));
  print(file);
  return {};
}

Status list(Gridfs& bucket, const GridfsOptions&) {
  return bucket.list([](const GridfsFile& file) -> Status {
    print(file);
    return {};
  });
}

Status with_bucket(const GridfsOptions& options, Work work) {
  std::string_view where = options.where;
  const std::string bucket(take_name(where, "fs"));
  TRY_ASSIGN(const MongodbAddress address, MongodbAddress::parse(where));
  if (address.database.empty() || bucket.empty()) {
    return Error(Code::kInvalid, address.hosts +
                                     ": the database is missing; write "
                                     "mongodb://HOST/DATABASE or mongodb://HOST/DATABASE#BUCKET");
  }
  const os::Environment environment = os::real_environment();
  TRY_ASSIGN(const MongodbCredentials credentials,
             read_mongodb_credentials(lang::process_environment(), environment.files));
  TRY_ASSIGN(const auto client, MongodbClient::make(address, credentials, {}, options.parallel));
  TRY(client->reach());
  Gridfs files(*client, environment, address.database, bucket, options.parallel);
  return work(files, options);
}

ExitCode run(const GridfsOptions& options, Work work) {
  const Status status = with_bucket(options, work);
  return status ? ExitCode::kOk : report(status.error());
}

CLI::App* add_verb(CLI::App& gridfs, Chosen& chosen, const std::shared_ptr<GridfsOptions>& options,
                   const char* name, const char* help, Work work) {
  CLI::App* verb = gridfs.add_subcommand(name, help);
  verb->add_option("--at", options->where, "mongodb://HOST/DATABASE#BUCKET; fs when none is named")
      ->required()
      ->type_name("URI");
  verb->callback(
      [&chosen, options, work] { chosen = [options, work] { return run(*options, work); }; });
  return verb;
}

}  // namespace

void add_gridfs(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<GridfsOptions>();
  CLI::App* gridfs = app.add_subcommand("gridfs", "Store whole files in a MongoDB, get them back");
  gridfs->footer("Prints a line a file: name, bytes, chunks, SHA-256, tenant, id.");
  gridfs->require_subcommand(1);
  CLI::App* store =
      add_verb(*gridfs, chosen, options, "put", "Stores files; goes on where it stopped", put);
  store->add_option("FILE", options->files)->required()->type_name("");
  store->add_option("--tenant", options->label.tenant, "Whose they are")
      ->required()
      ->type_name("ID");
  store->add_option("--job", options->label.job, "The job that they belong to")->type_name("NAME");
  store->add_option("--content-type", options->label.content_type, "Such as text/csv")
      ->type_name("TYPE");
  store->add_option("--name", options->name, "Instead of the file's own; for one file")
      ->type_name("NAME");
  store->add_option("--parallel", options->parallel, "Bulks of chunks under way at once")
      ->check(CLI::Range(1, 64))
      ->type_name("N");
  CLI::App* fetch =
      add_verb(*gridfs, chosen, options, "get", "Gets a file; its checksum must be right", get);
  fetch->add_option("NAME", options->name, "Its name, or its id")->required()->type_name("");
  fetch->add_option("--output", options->output, "Where it goes")->required()->type_name("PATH");
  add_verb(*gridfs, chosen, options, "list", "Lists the bucket", list);
}

}  // namespace bdp::app
