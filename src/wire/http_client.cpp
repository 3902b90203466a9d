#include "wire/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::chrono::milliseconds kFirstPause{1000};
constexpr std::chrono::milliseconds kLongestPause{30'000};
constexpr long kBufferBytes = 256L * 1024;
/// Behind every answer's body: readers of JSON load whole registers.
constexpr std::size_t kBodySlack = 64;

void start_curl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(started);
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void add(HeaderList& list, const std::string& line) {
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

std::size_t collect(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.capacity() < body.size() + size * count + kBodySlack) {
    body.reserve(2 * (body.size() + size * count) + kBodySlack);
  }
  body.append(bytes, size * count);
  return size * count;
}

int ask_to_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

bool is_overload_of_host(long status) {
  return status == 502 || status == 503 || status == 504;
}

Code code_of(CURLcode code) {
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return Code::kCancelled;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return Code::kInvalid;
    default:
      return Code::kUnavailable;
  }
}

}  // namespace

/// One handle of libcurl, which keeps its connection from request to request.
class HttpClient::Connection {
 public:
  explicit Connection(const HttpSettings& settings)
      : handle_(curl_easy_init()), timeout_(settings.request_timeout) {
    CHECK(handle_ != nullptr);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, problem_.data());
    set(CURLOPT_WRITEFUNCTION, &collect);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &ask_to_stop);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    set(CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
    set(CURLOPT_BUFFERSIZE, kBufferBytes);
    if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.api_key.empty()) {
      authorization_ = "Authorization: ApiKey " + settings.api_key;
    } else if (!settings.username.empty()) {
      set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
      set(CURLOPT_USERNAME, settings.username.c_str());
      set(CURLOPT_PASSWORD, settings.password.c_str());
    }
  }

  Result<HttpAnswer> send(const std::string& host, const HttpRequest& request,
                          const std::stop_token& stop) {
    HttpAnswer answer{.status = 0, .body = {}, .host = host};
    const std::string url = host + std::string(request.path);
    const std::string method(request.method);
    HeaderList headers;
    // libcurl would wait for permission to send a large body.
    add(headers, "Expect:");
    add(headers, "Content-Type: " + std::string(request.content_type));
    if (request.gzip) add(headers, "Content-Encoding: gzip");
    if (!authorization_.empty()) add(headers, authorization_);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_TIMEOUT_MS,
        static_cast<long>((request.timeout.count() > 0 ? request.timeout : timeout_).count()));
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (request.body.empty()) {
      set(CURLOPT_HTTPGET, 1L);
      if (method == "HEAD") set(CURLOPT_NOBODY, 1L);
    } else {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      // Its end is known from the size.
      set(CURLOPT_POSTFIELDS, &request.body.front());
    }
    set(CURLOPT_CUSTOMREQUEST, method.c_str());
    set(CURLOPT_WRITEDATA, &answer.body);
    set(CURLOPT_XFERINFODATA, &stop);
    problem_[0] = '\0';
    const CURLcode code = curl_easy_perform(handle_.get());
    if (code != CURLE_OK) {
      const std::string_view said =
          problem_[0] != '\0' ? problem_.data() : curl_easy_strerror(code);
      return Error(code_of(code), host + ": " + std::string(said));
    }
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    answer.body.reserve(answer.body.size() + kBodySlack);
    return answer;
  }

 private:
  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  template <class T>
  void set(CURLoption option, T value) {
    CHECK(curl_easy_setopt(handle_.get(), option, value) == CURLE_OK);
  }

  std::unique_ptr<CURL, Cleanup> handle_;
  std::array<char, CURL_ERROR_SIZE> problem_{};
  const std::chrono::milliseconds timeout_;
  std::string authorization_;
};

HttpClient::HttpClient(HttpSettings settings, os::Clock& clock)
    : settings_(std::move(settings)), clock_(clock) {
  start_curl();
  CHECK(!settings_.hosts.empty());
  for (const std::string& url : settings_.hosts) hosts_.push_back({.url = url, .down_until = {}});
}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::send(const HttpRequest& request, const std::stop_token& stop) {
  std::unique_ptr<Connection> connection = take();
  const std::vector<std::size_t> hosts = order();
  Result<HttpAnswer> answer = Error(Code::kUnavailable, "no host");
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    answer = connection->send(hosts_[hosts[i]].url, request, stop);
    if (!answer && answer.error().code() != Code::kUnavailable) break;
    const bool well = answer && !is_overload_of_host(answer->status);
    judge(hosts[i], well);
    if (well) break;
  }
  give_back(std::move(connection));
  return answer;
}

std::unique_ptr<HttpClient::Connection> HttpClient::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>(settings_);
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void HttpClient::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

std::vector<std::size_t> HttpClient::order() {
  const std::lock_guard lock(mutex_);
  const os::SteadyTime now = clock_.steady();
  std::vector<std::size_t> result(hosts_.size());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = (next_host_ + i) % hosts_.size();
  next_host_ = (next_host_ + 1) % hosts_.size();
  // Those that are left alone come last, the one whose time is up first among them.
  std::ranges::stable_sort(result, {},
                           [&](std::size_t i) { return std::max(hosts_[i].down_until, now); });
  return result;
}

void HttpClient::judge(std::size_t host, bool well) {
  const std::lock_guard lock(mutex_);
  Host& one = hosts_[host];
  if (well) {
    one.down_until = {};
    one.pause = {};
    return;
  }
  one.pause = std::clamp(2 * one.pause, kFirstPause, kLongestPause);
  one.down_until = clock_.steady() + one.pause;
}

}  // namespace bdp
