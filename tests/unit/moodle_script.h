// SPDX-License-Identifier: GPL-3.0-or-later
// A transport that answers as a test says, and remembers what was sent.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <deque>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "moodle/site.h"
#include "net/http_client.h"

namespace causeway::moodle::testing {

using Fields = std::vector<std::pair<std::string, std::string>>;

inline net::HttpReply answered(std::string body, int status = 200) {
    net::HttpReply reply;
    reply.delivery = net::HttpReply::Delivery::answered;
    reply.status = status;
    reply.body = std::move(body);
    return reply;
}

inline net::HttpReply exception(const std::string& code, const std::string& message = "No.") {
    return answered(boost::json::serialize(boost::json::value{
        {"exception", "moodle_exception"}, {"errorcode", code}, {"message", message}}));
}

inline net::HttpReply lost(net::HttpReply::Delivery delivery, net::HttpReply::Trouble trouble) {
    net::HttpReply reply;
    reply.delivery = delivery;
    reply.trouble = trouble;
    reply.error = "lost";
    return reply;
}

inline std::string decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

inline Fields fields_of(const std::string& form) {
    Fields fields;
    std::size_t at = 0;
    while (at < form.size()) {
        const std::size_t end = std::min(form.find('&', at), form.size());
        const std::string pair = form.substr(at, end - at);
        const std::size_t equals = pair.find('=');
        fields.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1)));
        at = end + 1;
    }
    return fields;
}

inline std::string value_of(const Fields& fields, const std::string& name) {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    return "(not sent)";
}

class Script final : public net::Transport {
  public:
    using Handler = std::function<net::HttpReply(const Fields&)>;

    // Answers of calls in order; a function's own handler goes before them.
    void then(net::HttpReply reply) { replies_.push_back(std::move(reply)); }
    void then(const std::string& body) { then(answered(body)); }
    void on(const std::string& function, Handler handler) {
        handlers_[function] = std::move(handler);
    }
    void on(const std::string& function, const std::string& body) {
        on(function, [body](const Fields&) { return answered(body); });
    }

    net::HttpReply post_form(const net::HttpRequest& request) override {
        const std::lock_guard lock(mutex_);
        urls.push_back(request.url);
        forms.push_back(request.form);
        sent.push_back(fields_of(request.form));
        const auto at = handlers_.find(value_of(sent.back(), "wsfunction"));
        if (at != handlers_.end()) return at->second(sent.back());
        if (replies_.empty()) throw std::logic_error("no answer for " + request.form);
        net::HttpReply reply = std::move(replies_.front());
        replies_.pop_front();
        return reply;
    }

    [[nodiscard]] std::string function(std::size_t call) const {
        return value_of(sent.at(call), "wsfunction");
    }
    [[nodiscard]] std::string value(std::size_t call, const std::string& name) const {
        return value_of(sent.at(call), name);
    }

    std::vector<std::string> urls;
    std::vector<std::string> forms;
    std::vector<Fields> sent;

  private:
    std::mutex mutex_;
    std::deque<net::HttpReply> replies_;
    std::map<std::string, Handler> handlers_;
};

// The response of a recorded call.
inline std::string recorded(const std::string& name) {
    std::ifstream file(std::string(CAUSEWAY_SOURCE) + "/tests/data/moodle/" + name + ".json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return boost::json::serialize(boost::json::parse(text).at("response"));
}

inline SiteOptions options() {
    SiteOptions options;
    options.url = "https://moodle.example.org/learn/";
    options.token = "0123456789abcdef0123456789abcdef";
    options.max_input_vars = 1000;  // no probe
    return options;
}

}  // namespace causeway::moodle::testing
