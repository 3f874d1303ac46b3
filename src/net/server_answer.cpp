// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/server_answer.h"

#include <array>
#include <charconv>
#include <ctime>

namespace causeway::net {

namespace {

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[40];
    const std::size_t length =
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, length};
}

// A handler's text must not be able to start a header of its own.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (beast::iequals({key.data(), key.size()}, {name.data(), name.size()})) return value;
    return {};
}

Response plain_text(int status, std::string text) {
    Response response;
    response.status = status;
    response.body = std::move(text);
    return response;
}

Request taken_from(RequestParser& parser, const std::string& peer) {
    auto message = parser.release();
    Request request;
    request.method = std::string(message.method_string());
    const std::string_view target(message.target().data(), message.target().size());
    const auto mark = target.find('?');
    request.path = std::string(target.substr(0, mark));
    if (mark != std::string_view::npos) request.query = std::string(target.substr(mark + 1));
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    request.peer = peer;
    return request;
}

Answer answer_from(Response from, bool http11, bool head_only, bool keep_alive) {
    Answer out;
    out.version(http11 ? 11 : 10);
    out.result(static_cast<unsigned>(from.status));
    if (!from.reason.empty()) out.reason(one_line(std::move(from.reason)));
    out.set(http::field::date, http_date());
    if (!from.content_type.empty())
        out.set(http::field::content_type, one_line(std::move(from.content_type)));
    for (auto& [name, value] : from.headers)
        out.insert(one_line(std::move(name)), one_line(std::move(value)));
    out.keep_alive(keep_alive);
    const std::size_t length = from.body.size();
    if (!head_only) out.body() = std::move(from.body);
    if (from.stream) {
        if (http11 && !head_only) out.chunked(true);
    } else if (from.chunked && http11 && !head_only) {
        out.chunked(true);
    } else if (from.status != 204 && from.status != 304) {
        out.content_length(length);
    }
    return out;
}

std::string chunk(std::string_view piece) {
    std::array<char, 20> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
    std::string out(size.data(), end);
    out += "\r\n";
    out += piece;
    out += "\r\n";
    return out;
}

}  // namespace causeway::net
