// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/wire.h"

#include <boost/json.hpp>
#include <utility>

#include "base/text.h"
#include "moodle/functions.h"

namespace causeway::moodle {

namespace {

constexpr std::string_view kServer = "/webservice/rest/server.php";

std::string in_brackets(std::string_view text) {
    std::string out = "%5B";
    net::append_form_encoded(out, text);
    return out + "%5D";
}

std::string encoded(std::string_view text) {
    std::string out;
    net::append_form_encoded(out, text);
    return out;
}

bool is_redirect(const net::HttpReply& reply) {
    return reply.delivery == net::HttpReply::Delivery::answered && reply.status >= 300 &&
           reply.status < 400;
}

std::string_view text_at(const boost::json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                  : std::string_view();
}

}  // namespace

// ---- arguments ----

void Arguments::leaf(std::string_view encoded_name, std::string_view value) {
    body_ += '&';
    body_ += encoded_name;
    body_ += '=';
    net::append_form_encoded(body_, value);
    ++leaves_;
}

Arguments& Arguments::text(std::string_view name, std::string_view value) {
    leaf(encoded(name), value);
    return *this;
}

Arguments& Arguments::number(std::string_view name, std::int64_t value) {
    return text(name, std::to_string(value));
}

Arguments& Arguments::flag(std::string_view name, bool value) {
    return text(name, value ? "1" : "0");
}

Arguments::Row Arguments::row(std::string_view list, std::size_t index) {
    return {*this, encoded(list) + in_brackets(std::to_string(index))};
}

Arguments& Arguments::item(std::string_view list, std::size_t index, std::string_view value) {
    leaf(encoded(list) + in_brackets(std::to_string(index)), value);
    return *this;
}

Arguments& Arguments::item(std::string_view list, std::size_t index, std::int64_t value) {
    return item(list, index, std::string_view(std::to_string(value)));
}

Arguments::Row& Arguments::Row::text(std::string_view field, std::string_view value) {
    arguments_.leaf(stem_ + in_brackets(field), value);
    return *this;
}

Arguments::Row& Arguments::Row::number(std::string_view field, std::int64_t value) {
    return text(field, std::string_view(std::to_string(value)));
}

Arguments::Row& Arguments::Row::flag(std::string_view field, bool value) {
    return text(field, value ? "1" : "0");
}

Arguments::Row& Arguments::Row::text(std::string_view field,
                                     const std::optional<std::string>& value) {
    return value ? text(field, std::string_view(*value)) : *this;
}

Arguments::Row& Arguments::Row::number(std::string_view field, std::optional<std::int64_t> value) {
    return value ? number(field, *value) : *this;
}

Arguments::Row& Arguments::Row::flag(std::string_view field, std::optional<bool> value) {
    return value ? flag(field, *value) : *this;
}

std::string Arguments::form(std::string_view token) const {
    std::string out = "wstoken=";
    net::append_form_encoded(out, token);
    out += "&wsfunction=";
    net::append_form_encoded(out, function_);
    out += "&moodlewsrestformat=json";
    return out + body_;
}

// ---- answers ----

Called<Json> decode(const net::HttpReply& reply) {
    if (reply.delivery != net::HttpReply::Delivery::answered) return fault_of_reply(reply);
    boost::json::error_code error;
    // Many small values that go together: they share their memory.
    auto value = boost::json::parse(
        reply.body, error, boost::json::make_shared_resource<boost::json::monotonic_resource>());
    if (error) return fault_of_reply(reply);
    if (const auto* object = value.if_object(); object && object->contains("exception"))
        return fault_of_exception(text_at(*object, "errorcode"), text_at(*object, "message"));
    // JSON that some other program answered with, say a gateway's error object.
    if (reply.status != 200) return fault_of_reply(reply);
    return Json(std::make_shared<const boost::json::value>(std::move(value)));
}

// ---- channel ----

Channel::Channel(Options options, net::Transport& transport)
    : options_(std::move(options)),
      transport_(transport),
      endpoint_(options_.address.text() + std::string(kServer)) {}

bool Channel::moved_to_https() const {
    const std::lock_guard lock(mutex_);
    return !options_.address.https && endpoint_.starts_with("https://");
}

net::HttpReply Channel::post(const std::string& form) {
    net::HttpRequest request;
    {
        const std::lock_guard lock(mutex_);
        request.url = endpoint_;
    }
    request.form = form;
    request.stop = options_.stop;
    request.total_time = options_.call_time;
    net::HttpReply reply = transport_.post_form(request);
    const std::string_view location = reply.location;
    const bool follow = is_redirect(reply) && location.starts_with("https://") &&
                        location.ends_with(kServer) &&
                        location.find('?') == std::string_view::npos && location != request.url &&
                        net::redirect_allowed(options_.address, location);
    if (!follow) {
        if (is_redirect(reply)) reply.asked = request.url;
        return reply;
    }
    {
        const std::lock_guard lock(mutex_);
        endpoint_ = location;
    }
    request.url = location;
    net::HttpReply there = transport_.post_form(request);
    there.via = request.url;
    return there;
}

Called<Json> Channel::call(const Arguments& arguments) {
    const auto* function = find_function(arguments.function());
    const std::string doing =
        function != nullptr ? std::string(function->doing) : "call " + arguments.function();
    const auto complete = [&](Fault fault) {
        fault.problem.what = "Could not " + doing + " in Moodle";
        return fault;
    };
    const std::size_t limit = limit_;
    if (limit != 0 && arguments.leaves() > limit)
        return complete(
            {ErrorClass::refused,
             {"", "",
              "the call has " + std::to_string(arguments.leaves()) +
                  " values, more than Moodle's server takes in (" + std::to_string(limit) + ")",
              "Raise max_input_vars in Moodle's php.ini to 5000 or more.",
              "moodle.too_many_values"},
             std::nullopt});
    const net::HttpReply reply = post(arguments.form(options_.token));
    if (reply.date) server_date_ = *reply.date;
    auto answer = decode(reply);
    if (!answer) return complete(answer.fault());
    return answer;
}

}  // namespace causeway::moodle
