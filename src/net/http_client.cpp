// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "net/http_job.h"

namespace causeway::net {

namespace {

struct MultiFree {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

void set_up_curl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (done != CURLE_OK)
        throw base::Failure(base::ExitCode::error,
                            {"The HTTP library could not be started", "", curl_easy_strerror(done),
                             "Check the installation of libcurl.", "net.setup"});
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
        if (!job->easy || !prepare(*job, options_, headers_.get()) ||
            curl_multi_add_handle(multi_.get(), job->easy.get()) != CURLM_OK) {
            job->reply = failed(HttpReply::Delivery::not_sent, HttpReply::Trouble::other);
            job->reply.error = "the call could not be prepared";
            finish(job);
            return;
        }
        active_.emplace(job->easy.get(), job);
        ++per_host_[job->host];
    }

    bool take_finished() {
        bool any = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            const JobPtr job = active_.at(message->easy_handle);
            count_connection(job->easy.get());
            read_reply(*job, code);
            release(job);
            finish(job);
            any = true;
        }
        return any;
    }

    void count_connection(CURL* easy) {
        long connects = 0;
        curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
        opened_ += static_cast<std::uint64_t>(std::max(0L, connects));
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
    HeaderList headers_;
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
