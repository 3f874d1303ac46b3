# Run as a script (cmake -P) at build time: writes a C++ file that holds the zips of the Moodle
# plugins, with what their version.php tells, as app/carried_plugins.h declares it.
# -DSOURCE=plugins/moodle -DZIPS=folder of the zips -DOUT=file.cpp
cmake_minimum_required(VERSION 3.25)

set(arrays "")
set(entries "")

function(embed component zip)
    file(READ ${ZIPS}/${zip} bytes HEX)
    file(SHA256 ${ZIPS}/${zip} digest)
    file(READ ${SOURCE}/${component}/version.php about)
    if(NOT about MATCHES "\\$plugin->version *= *([0-9]+);")
        message(FATAL_ERROR "${component}/version.php tells no version")
    endif()
    set(version ${CMAKE_MATCH_1})
    if(NOT about MATCHES "\\$plugin->release *= *'([^']+)';")
        message(FATAL_ERROR "${component}/version.php tells no release")
    endif()
    set(release ${CMAKE_MATCH_1})
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "constexpr unsigned char k_${component}[] = {\n${bytes}};\n")
    string(APPEND entries
        "    {\"${zip}\", \"${component}\", ${version}, \"${release}\", \"${digest}\", k_${component}},\n")
    set(arrays "${arrays}" PARENT_SCOPE)
    set(entries "${entries}" PARENT_SCOPE)
endfunction()

embed(auth_userkey openSIS-Moodle-User-Authenticator.zip)
embed(local_opensis openSIS-Web-Services.zip)

file(WRITE ${OUT} "// Made by cmake/EmbedPlugins.cmake.
#include \"app/carried_plugins.h\"

namespace causeway::app {

namespace {

${arrays}
constexpr CarriedPlugin kPlugins[] = {
${entries}};

}  // namespace

std::span<const CarriedPlugin> carried_plugins() {
    return kPlugins;
}

}  // namespace causeway::app
")
