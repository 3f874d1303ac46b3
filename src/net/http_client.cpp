// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "base/text.h"

namespace causeway::net {

namespace {

constexpr long kOldestIdleConnection = 60;  // seconds; Moodle's servers close theirs at 5 to 75

struct EasyFree {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiFree {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyFree>;

void set_up_curl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (done != CURLE_OK)
        throw base::Failure(base::ExitCode::error,
                            {"The HTTP library could not be started", "", curl_easy_strerror(done),
                             "Check the installation of libcurl.", "net.setup"});
}

// One call under way. The I/O thread owns everything but `finished` and what it guards.
struct Job {
    HttpRequest request;
    std::string host;  // scheme://host:port, for the limit per host
    bool loopback = false;
    std::size_t limit = 0;

    Easy easy;
    std::size_t sent = 0;  // bytes of the form that were handed to the connection
    bool too_large = false;
    HttpReply reply;

    std::mutex mutex;  // guards the two below
    std::condition_variable_any finished;
    bool done = false;

    // The I/O thread takes a call from waiting to started; its caller from either to cancelled.
    enum class Stage { waiting, started, cancelled };
    std::atomic<Stage> stage{Stage::waiting};
};
using JobPtr = std::shared_ptr<Job>;

std::size_t give_form(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& job = *static_cast<Job*>(context);
    const std::size_t n = std::min(size * count, job.request.form.size() - job.sent);
    std::memcpy(buffer, job.request.form.data() + job.sent, n);
    job.sent += n;
    return n;
}

// libcurl would send a post again on a fresh connection when a kept-alive one broke without an
// answer. That is right only while nothing of the form was sent; then it does not seek.
int refuse_to_send_again(void*, curl_off_t, int) {
    return CURL_SEEKFUNC_FAIL;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
    auto& job = *static_cast<Job*>(context);
    const std::size_t n = size * count;
    if (job.reply.body.size() + n > job.limit) {
        job.too_large = true;
        return 0;
    }
    job.reply.body.append(data, n);
    return n;
}

std::optional<std::chrono::seconds> retry_after(std::string_view value,
                                                std::optional<base::Instant> date) {
    long seconds = 0;
    const auto* end = value.data() + value.size();
    if (const auto [at, error] = std::from_chars(value.data(), end, seconds);
        error == std::errc{} && at == end)
        return std::chrono::seconds(std::max(0L, seconds));
    const time_t when = curl_getdate(std::string(value).c_str(), nullptr);
    if (when < 0) return std::nullopt;
    const base::Instant now = date ? *date : static_cast<base::Instant>(std::time(nullptr));
    return std::chrono::seconds(std::max<base::Instant>(0, when - now));
}

std::string header(CURL* easy, const char* name) {
    curl_header* found = nullptr;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return "";
    return found->value;
}

HttpReply::Trouble trouble_of(CURLcode code) {
    using Trouble = HttpReply::Trouble;
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return Trouble::resolve;
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_PROXY:
            return Trouble::proxy;
        case CURLE_COULDNT_CONNECT:
            return Trouble::connect;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return Trouble::certificate;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_USE_SSL_FAILED:
            return Trouble::tls;
        case CURLE_OPERATION_TIMEDOUT:
            return Trouble::time_out;
        case CURLE_GOT_NOTHING:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_SEND_FAIL_REWIND:
        case CURLE_PARTIAL_FILE:
            return Trouble::cut;
        default:
            return Trouble::other;
    }
}

std::string in_words(HttpReply::Trouble trouble, CURLcode code) {
    using Trouble = HttpReply::Trouble;
    switch (trouble) {
        case Trouble::cut:
            return "the connection broke before the answer was complete";
        case Trouble::time_out:
            return "no complete answer came in time";
        case Trouble::too_large:
            return "the answer is larger than the limit";
        case Trouble::cancelled:
            return "the call was cancelled";
        default:
            return curl_easy_strerror(code);
    }
}

}  // namespace

class HttpClient::Impl {
  public:
    explicit Impl(HttpOptions options) : options_(std::move(options)) {
        set_up_curl();
        if (!options_.extra_ca_file.empty() && access(options_.extra_ca_file.c_str(), R_OK) != 0)
            throw base::Failure(
                base::ExitCode::usage,
                {"The certificate file cannot be read", options_.extra_ca_file,
                 std::strerror(errno), "Correct the path in the configuration, or its permissions.",
                 "config.ca_file"});
        multi_.reset(curl_multi_init());
        // A post form needs no "wait for 100": it would cost a round trip a call.
        headers_.reset(curl_slist_append(nullptr, "Expect:"));
        headers_.reset(curl_slist_append(headers_.release(),
                                         "Content-Type: application/x-www-form-urlencoded"));
        if (!multi_ || !headers_)
            throw base::Failure(base::ExitCode::error,
                                {"The HTTP client could not be started", "", "out of memory",
                                 "Free memory and try again.", "net.setup"});
        curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                          static_cast<long>(options_.connections_per_host * 2));
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    ~Impl() {
        thread_.request_stop();
        curl_multi_wakeup(multi_.get());
        thread_.join();
    }

    HttpReply call(const HttpRequest& request) {
        auto job = std::make_shared<Job>();
        job->request = request;
        job->limit = options_.max_answer;
        find_host(*job);
        {
            const std::lock_guard lock(mutex_);
            if (closed_)
                return failed(HttpReply::Delivery::not_sent, HttpReply::Trouble::cancelled);
            incoming_.push_back(job);
        }
        curl_multi_wakeup(multi_.get());

        std::unique_lock lock(job->mutex);
        if (job->finished.wait(lock, request.stop, [&] { return job->done; }))
            return std::move(job->reply);
        lock.unlock();
        const bool never_started =
            job->stage.exchange(Job::Stage::cancelled) == Job::Stage::waiting;
        curl_multi_wakeup(multi_.get());
        return failed(never_started ? HttpReply::Delivery::not_sent : HttpReply::Delivery::unknown,
                      HttpReply::Trouble::cancelled);
    }

    [[nodiscard]] std::uint64_t connections_opened() const { return opened_; }

  private:
    static HttpReply failed(HttpReply::Delivery delivery, HttpReply::Trouble trouble) {
        HttpReply reply;
        reply.delivery = delivery;
        reply.trouble = trouble;
        reply.error = in_words(trouble, CURLE_OK);
        return reply;
    }

    static void find_host(Job& job) {
        const std::string& url = job.request.url;
        const auto scheme_end = url.find("://");
        const auto begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
        job.host = base::lower_ascii(url.substr(0, url.find('/', begin)));
        const std::string_view name = std::string_view(job.host).substr(begin);
        job.loopback = name.starts_with("127.") || name.starts_with("[::1]") ||
                       name == "localhost" || name.starts_with("localhost:");
    }

    static void finish(const JobPtr& job) {
        {
            const std::lock_guard lock(job->mutex);
            job->done = true;
        }
        job->finished.notify_all();
    }

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            take_incoming();
            drop_cancelled();
            start_waiting();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            const bool settled = take_finished();
            if (settled) continue;  // a waiting call may have its turn
            curl_multi_poll(multi_.get(), nullptr, 0, 60'000, nullptr);
        }
        close();
    }

    void take_incoming() {
        const std::lock_guard lock(mutex_);
        for (auto& job : incoming_)
            waiting_.push_back(std::move(job));
        incoming_.clear();
    }

    void drop_cancelled() {
        std::erase_if(waiting_,
                      [](const JobPtr& job) { return job->stage == Job::Stage::cancelled; });
        for (auto it = active_.begin(); it != active_.end();) {
            const JobPtr job = it->second;
            ++it;
            if (job->stage == Job::Stage::cancelled) release(job);
        }
    }

    void start_waiting() {
        for (auto it = waiting_.begin(); it != waiting_.end();) {
            if (per_host_[(*it)->host] >= options_.connections_per_host) {
                ++it;
                continue;
            }
            const JobPtr job = *it;
            it = waiting_.erase(it);
            auto stage = Job::Stage::waiting;
            if (job->stage.compare_exchange_strong(stage, Job::Stage::started)) start(job);
        }
    }

    void start(const JobPtr& job) {
        if (spare_.empty()) {
            job->easy.reset(curl_easy_init());
        } else {
            job->easy = std::move(spare_.back());
            spare_.pop_back();
        }
        if (!job->easy || !prepare(*job) ||
            curl_multi_add_handle(multi_.get(), job->easy.get()) != CURLM_OK) {
            job->reply = failed(HttpReply::Delivery::not_sent, HttpReply::Trouble::other);
            job->reply.error = "the call could not be prepared";
            finish(job);
            return;
        }
        active_.emplace(job->easy.get(), job);
        ++per_host_[job->host];
    }

    bool prepare(Job& job) {
        CURL* easy = job.easy.get();
        curl_easy_reset(easy);
        const auto milliseconds = [](std::chrono::milliseconds time) {
            return static_cast<long>(time.count());
        };
        bool good = true;
        const auto set = [&](CURLoption option, auto value) {
            good = curl_easy_setopt(easy, option, value) == CURLE_OK && good;
        };
        set(CURLOPT_URL, job.request.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(job.request.form.size()));
        set(CURLOPT_READFUNCTION, &give_form);
        set(CURLOPT_READDATA, static_cast<void*>(&job));
        set(CURLOPT_SEEKFUNCTION, &refuse_to_send_again);
        set(CURLOPT_WRITEFUNCTION, &take_body);
        set(CURLOPT_WRITEDATA, static_cast<void*>(&job));
        set(CURLOPT_HTTPHEADER, headers_.get());
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        set(CURLOPT_USERAGENT, options_.user_agent.c_str());
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_MAXAGE_CONN, kOldestIdleConnection);
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options_.connect_time));
        set(CURLOPT_TIMEOUT_MS, milliseconds(job.request.total_time.value_or(options_.total_time)));
        if (!options_.extra_ca_file.empty()) set(CURLOPT_CAINFO, options_.extra_ca_file.c_str());
        if (job.loopback) set(CURLOPT_PROXY, "");  // else as the environment says
        return good;
    }

    bool take_finished() {
        bool any = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            const JobPtr job = active_.at(message->easy_handle);
            read_reply(*job, code);
            release(job);
            finish(job);
            any = true;
        }
        return any;
    }

    void read_reply(Job& job, CURLcode code) {
        CURL* easy = job.easy.get();
        HttpReply& reply = job.reply;
        long connects = 0;
        curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
        opened_ += static_cast<std::uint64_t>(std::max(0L, connects));
        if (code != CURLE_OK) {
            reply.delivery =
                job.sent == 0 ? HttpReply::Delivery::not_sent : HttpReply::Delivery::unknown;
            reply.trouble = job.too_large ? HttpReply::Trouble::too_large : trouble_of(code);
            reply.error = in_words(reply.trouble, code);
            reply.body.clear();
            return;
        }
        reply.delivery = HttpReply::Delivery::answered;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        reply.status = static_cast<int>(status);
        reply.content_type = header(easy, "Content-Type");
        reply.location = header(easy, "Location");
        if (const time_t date = curl_getdate(header(easy, "Date").c_str(), nullptr); date >= 0)
            reply.date = date;
        if (const auto value = header(easy, "Retry-After"); !value.empty())
            reply.retry_after = retry_after(value, reply.date);
    }

    // Takes the transfer out of libcurl; an unfinished one loses its connection.
    void release(const JobPtr& job) {
        curl_multi_remove_handle(multi_.get(), job->easy.get());
        active_.erase(job->easy.get());
        if (--per_host_[job->host] == 0) per_host_.erase(job->host);
        curl_easy_reset(job->easy.get());
        spare_.push_back(std::move(job->easy));
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        take_incoming();
        for (const auto& job : waiting_) {
            job->reply = failed(HttpReply::Delivery::not_sent, HttpReply::Trouble::cancelled);
            finish(job);
        }
        while (!active_.empty()) {
            const JobPtr job = active_.begin()->second;
            job->reply = failed(
                job->sent == 0 ? HttpReply::Delivery::not_sent : HttpReply::Delivery::unknown,
                HttpReply::Trouble::cancelled);
            release(job);
            finish(job);
        }
        spare_.clear();
    }

    const HttpOptions options_;
    std::unique_ptr<curl_slist, ListFree> headers_;
    std::unique_ptr<CURLM, MultiFree> multi_;
    std::atomic<std::uint64_t> opened_{0};

    std::mutex mutex_;  // guards the two below
    std::vector<JobPtr> incoming_;
    bool closed_ = false;

    // The I/O thread's own.
    std::deque<JobPtr> waiting_;
    std::map<CURL*, JobPtr> active_;
    std::map<std::string, std::size_t> per_host_;
    std::vector<Easy> spare_;

    std::jthread thread_;  // last: it uses all of the above
};

HttpClient::HttpClient(HttpOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() = default;

HttpReply HttpClient::post_form(const HttpRequest& request) {
    return impl_->call(request);
}

std::uint64_t HttpClient::connections_opened() const {
    return impl_->connections_opened();
}

}  // namespace causeway::net
