# Run as a script (cmake -P) at build time: writes a C++ file that holds the console's files, packed
# by scripts/console, as app/carried_console.h declares it. -DCONSOLE=build/console -DOUT=file.cpp
cmake_minimum_required(VERSION 3.25)

set(arrays "")
set(entries "")
set(number 0)
file(STRINGS ${CONSOLE}/list lines)
foreach(line IN LISTS lines)
    string(REPLACE "|" ";" parts "${line}")
    # A type may hold a semicolon itself: name first, etag last, the rest is the type.
    list(POP_FRONT parts name)
    list(POP_BACK parts etag)
    list(JOIN parts ";" type)
    file(READ ${CONSOLE}/packed/${name} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "constexpr unsigned char k_${number}[] = {\n${bytes}};\n")
    string(APPEND entries "    {\"${name}\", \"${type}\", \"${etag}\", k_${number}},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUT}.new "// Made by cmake/EmbedConsole.cmake.
#include \"app/carried_console.h\"

namespace causeway::app {

namespace {

${arrays}
constexpr web::ConsoleFile kFiles[] = {
${entries}};

}  // namespace

std::span<const web::ConsoleFile> carried_console() {
    return kFiles;
}

}  // namespace causeway::app
")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUT}.new)
