// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/console_files.h"

#include <zlib.h>

#include <memory>
#include <stdexcept>

#include "base/text.h"
#include "web/call.h"

namespace causeway::web {

namespace {

constexpr std::string_view kIndex = "index.html";
constexpr int kGzip = 16 + MAX_WBITS;

// "gzip;q=0" and the like say no.
bool refuses(std::string_view parameters) {
    const std::string text = base::lower_ascii(base::trimmed(parameters));
    return text == "q=0" || text == "q=0.0" || text == "q=0.00" || text == "q=0.000";
}

bool takes_gzip(const net::Request& request) {
    for (const std::string& one : base::split(request.header("Accept-Encoding"), ',')) {
        const auto semicolon = one.find(';');
        const std::string coding =
            base::lower_ascii(base::trimmed(std::string_view(one).substr(0, semicolon)));
        if (coding != "gzip" && coding != "x-gzip") continue;
        return semicolon == std::string::npos ||
               !refuses(std::string_view(one).substr(semicolon + 1));
    }
    return false;
}

bool known_to_client(const net::Request& request, const std::string& etag) {
    const std::string_view known = request.header("If-None-Match");
    if (base::trimmed(known) == "*") return true;
    for (const std::string& one : base::split(known, ',')) {
        std::string_view tag = base::trimmed(one);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

}  // namespace

std::string unpacked(std::span<const unsigned char> gzip) {
    z_stream stream{};
    if (inflateInit2(&stream, kGzip) != Z_OK) throw std::runtime_error("zlib did not start");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
    stream.next_in = const_cast<unsigned char*>(gzip.data());  // zlib only reads it
    stream.avail_in = static_cast<uInt>(gzip.size());
    std::string out;
    std::string piece(64 * 1024, '\0');
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        result = inflate(&stream, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END) break;
        out.append(piece, 0, piece.size() - stream.avail_out);
    }
    if (result != Z_STREAM_END) throw std::runtime_error("a file of the console is no gzip");
    return out;
}

ConsoleFiles::ConsoleFiles(std::span<const ConsoleFile> files) {
    for (const ConsoleFile& file : files)
        files_.emplace(file.path, &file);
}

net::Response ConsoleFiles::answer(const Call& call) const {
    const net::Request& request = call.request();
    const auto path = percent_decoded(std::string_view(request.path).substr(1), false);
    auto found =
        path ? files_.find(path->empty() ? kIndex : std::string_view(*path)) : files_.end();
    if (found == files_.end() && path) {
        const auto slash = path->rfind('/');
        const auto name = slash == std::string::npos ? *path : path->substr(slash + 1);
        if (name.find('.') == std::string::npos) found = files_.find(kIndex);
    }
    if (found == files_.end())
        throw Refusal(404, {"There is no such address", "",
                            files_.empty() ? "this program was built without its console"
                                           : "nothing answers there",
                            "Check the address.", "web.no_such"});
    const ConsoleFile& file = *found->second;
    const bool packed = takes_gzip(request);
    const std::string etag = "\"" + std::string(file.etag) + (packed ? "-gz\"" : "\"");
    net::Response response;
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    // Names below assets/ change with what is in them; the rest is asked for again each time.
    response.headers.emplace_back("Cache-Control", file.path.starts_with("assets/")
                                                       ? "public, max-age=31536000, immutable"
                                                       : "no-cache");
    if (known_to_client(request, etag)) {
        response.status = 304;
        response.content_type = "";
        return response;
    }
    response.content_type = file.type;
    if (packed) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.body.assign(reinterpret_cast<const char*>(file.packed.data()), file.packed.size());
    } else {
        response.body = unpacked(file.packed);
    }
    return response;
}

}  // namespace causeway::web
