// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_job.h"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <string_view>

#include "base/text.h"

namespace causeway::net {

namespace {

constexpr long kOldestIdleConnection = 60;  // seconds; Moodle's servers close theirs at 5 to 75

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

// What OpenSSL found of the peer's certificate (x509_vfy.h). It is content with one of another
// host; libcurl, which compares the names itself, is not.
HttpReply::Trouble certificate_trouble(CURL* easy) {
    using Trouble = HttpReply::Trouble;
    long verified = 0;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    switch (verified) {
        case X509_V_OK:
        case X509_V_ERR_UNSPECIFIED:
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return Trouble::certificate_host;
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return Trouble::certificate_expired;
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return Trouble::certificate_early;
        default:
            return Trouble::certificate;
    }
}

HttpReply::Trouble trouble_of(CURLcode code, CURL* easy) {
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
            return certificate_trouble(easy);
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

HttpReply failed(HttpReply::Delivery delivery, HttpReply::Trouble trouble) {
    HttpReply reply;
    reply.delivery = delivery;
    reply.trouble = trouble;
    reply.error = in_words(trouble, CURLE_OK);
    return reply;
}

void find_host(Job& job) {
    const std::string& url = job.request.url;
    const auto scheme_end = url.find("://");
    const auto begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
    job.host = base::lower_ascii(url.substr(0, url.find('/', begin)));
    const std::string_view name = std::string_view(job.host).substr(begin);
    job.loopback = name.starts_with("127.") || name.starts_with("[::1]") || name == "localhost" ||
                   name.starts_with("localhost:");
}

bool prepare(Job& job, const HttpOptions& options, curl_slist* headers) {
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
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_MAXAGE_CONN, kOldestIdleConnection);
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_time));
    set(CURLOPT_TIMEOUT_MS, milliseconds(job.request.total_time.value_or(options.total_time)));
    if (!options.extra_ca_file.empty()) set(CURLOPT_CAINFO, options.extra_ca_file.c_str());
    if (job.loopback) set(CURLOPT_PROXY, "");  // else as the environment says
    return good;
}

void read_reply(Job& job, CURLcode code) {
    CURL* easy = job.easy.get();
    HttpReply& reply = job.reply;
    if (code != CURLE_OK) {
        reply.delivery =
            job.sent == 0 ? HttpReply::Delivery::not_sent : HttpReply::Delivery::unknown;
        reply.trouble = job.too_large ? HttpReply::Trouble::too_large : trouble_of(code, easy);
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

void finish(const JobPtr& job) {
    {
        const std::lock_guard lock(job->mutex);
        job->done = true;
    }
    job->finished.notify_all();
}

}  // namespace causeway::net
