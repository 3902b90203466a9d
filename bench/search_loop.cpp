// Feeds an OpenSearch or Elasticsearch with bulks that lie ready in memory, over bare libcurl: what
// our sink is measured against. Prints the seconds from the first bulk to the end of the refresh.
//
//   search_loop URL INDEX DOCUMENTS.ndjson DOCUMENTS_A_BULK SENDERS
#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "search_loop: %s\n", why.c_str());
  std::exit(1);
}

std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

/// Ids of 22 characters that ascend, as long as ours.
std::string id_of(std::size_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "AOCQWhd9BMU3%08zuAA", number);
  return text;
}

std::vector<std::string> bulks_of(const char* path, std::size_t size) {
  std::ifstream file(path);
  if (!file) fail(std::string("cannot read ") + path);
  std::vector<std::string> bulks;
  std::string line;
  for (std::size_t number = 0; std::getline(file, line); ++number) {
    if (number % size == 0) bulks.emplace_back();
    bulks.back() += R"({"create":{"_id":")" + id_of(number) + "\"}}\n" + line + "\n";
  }
  return bulks;
}

class Sender {
 public:
  Sender() : handle_(curl_easy_init()), headers_(nullptr) {
    headers_ = curl_slist_append(headers_, "Content-Type: application/x-ndjson");
    headers_ = curl_slist_append(headers_, "Expect:");
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer_);
    curl_easy_setopt(handle_, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(handle_);
  }

  const std::string& post(const std::string& url, const std::string& body) {
    answer_.clear();
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, body.c_str());
    const CURLcode code = curl_easy_perform(handle_);
    if (code != CURLE_OK) fail(curl_easy_strerror(code));
    return answer_;
  }

 private:
  CURL* handle_;
  curl_slist* headers_;
  std::string answer_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) fail("usage: search_loop URL INDEX DOCUMENTS.ndjson DOCUMENTS_A_BULK SENDERS");
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::string index = std::string(argv[1]) + "/" + argv[2];
  const std::vector<std::string> bulks = bulks_of(argv[3], std::stoul(argv[4]));
  const auto begun = std::chrono::steady_clock::now();
  {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> senders;
    for (unsigned long i = 0; i < std::stoul(argv[5]); ++i) {
      senders.emplace_back([&] {
        Sender sender;
        for (std::size_t mine = next++; mine < bulks.size(); mine = next++) {
          const std::string& answer = sender.post(index + "/_bulk?filter_path=errors", bulks[mine]);
          if (answer.find("\"errors\":false") == std::string::npos) fail(answer);
        }
      });
    }
  }
  Sender().post(index + "/_refresh", "");
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  std::printf("%.4f\n", taken.count());
}
