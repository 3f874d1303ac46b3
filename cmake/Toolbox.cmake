# Compiler switches that every target of ours shares.
set(CAUSEWAY_SANITIZE "" CACHE STRING "Sanitizers: 'address,undefined' or 'thread' or empty")

add_library(causeway_switches INTERFACE)
target_compile_options(causeway_switches INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wimplicit-fallthrough -Werror
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 at -O2 and above sees overlaps in `"text" + std::string` that are not there (GCC 105651).
    target_compile_options(causeway_switches INTERFACE -Wno-restrict)
endif()
if(CAUSEWAY_SANITIZE)
    target_compile_options(causeway_switches INTERFACE
        -fsanitize=${CAUSEWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        -Wno-maybe-uninitialized) # g++ 12 reports false ones inside libstdc++ under -fsanitize
    target_link_options(causeway_switches INTERFACE -fsanitize=${CAUSEWAY_SANITIZE})
    if(CAUSEWAY_SANITIZE MATCHES thread)
        target_compile_options(causeway_switches INTERFACE -Wno-tsan) # Asio's fences
    endif()
endif()

find_program(CCACHE ccache)
if(CCACHE)
    # Presets and clones share one cache: the folders they stand in are kept out of the hash.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()
