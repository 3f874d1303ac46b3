// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP call on its way through libcurl: what is sent, what came back, and what may be
// concluded when it did not. HttpClient's I/O thread drives it; used by http_client.cpp only.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "net/http_client.h"

namespace causeway::net {

struct EasyFree {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyFree>;
using HeaderList = std::unique_ptr<curl_slist, ListFree>;

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

// Fills in where the call goes: the limit of connections is per host.
void find_host(Job& job);
// Hands the call to its libcurl handle; false when libcurl does not take it.
bool prepare(Job& job, const HttpOptions& options, curl_slist* headers);
// Fills in the reply of a call that libcurl has ended with `code`.
void read_reply(Job& job, CURLcode code);
// A reply that never came.
HttpReply failed(HttpReply::Delivery delivery, HttpReply::Trouble trouble);
// Wakes the caller.
void finish(const JobPtr& job);

}  // namespace causeway::net
