# Run as a script (cmake -P) at build time: writes a C++ file that holds the files of openSIS's
# add-on, as app/carried_addon.h declares it. -DSOURCE=plugins/opensis/lms -DOUT=file.cpp
cmake_minimum_required(VERSION 3.25)

set(arrays "")
set(entries "")
set(number 0)

# The text of a file as an array of bytes: a string literal has a limit, and rules of its own.
function(embed name file)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    set(arrays "${arrays}constexpr unsigned char ${name}[] = {\n${bytes}};\n" PARENT_SCOPE)
endfunction()

embed(k_about ${SOURCE}/addon.json)
file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/*.php)
list(SORT files)
foreach(file IN LISTS files)
    math(EXPR number "${number} + 1")
    embed(k_file_${number} ${SOURCE}/${file})
    string(APPEND entries "    {\"${file}\", text_of(k_file_${number})},\n")
endforeach()

file(WRITE ${OUT} "// Made by cmake/EmbedAddon.cmake.
#include \"app/carried_addon.h\"

#include <vector>

namespace causeway::app {

namespace {

${arrays}
template <std::size_t Size>
std::string_view text_of(const unsigned char (&bytes)[Size]) {
    return {reinterpret_cast<const char*>(bytes), Size};
}

}  // namespace

std::string_view carried_addon_about() {
    return text_of(k_about);
}

std::span<const opensis::AddonFile> carried_addon_files() {
    static const std::vector<opensis::AddonFile> files = {
${entries}    };
    return files;
}

}  // namespace causeway::app
")
