# One static library per folder of src/. A folder sees the headers of exactly the folders it
# NEEDS: each has an include root of its own that holds one link, so that an include against
# the arrows of the house does not compile.
set(CAUSEWAY_INCLUDE_ROOTS ${CMAKE_SOURCE_DIR}/build/include)

function(causeway_include_root name folder)
    file(MAKE_DIRECTORY ${CAUSEWAY_INCLUDE_ROOTS}/${name})
    file(CREATE_LINK ${folder} ${CAUSEWAY_INCLUDE_ROOTS}/${name}/${name} SYMBOLIC)
endfunction()

function(causeway_folder name)
    cmake_parse_arguments(ARG "" "" "NEEDS;PRIVATE_LIBS;PUBLIC_LIBS" ${ARGN})
    set(folder ${CMAKE_SOURCE_DIR}/src/${name})
    causeway_include_root(${name} ${folder})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    if(NOT sources)
        add_library(causeway_${name} INTERFACE)
        return()
    endif()
    add_library(causeway_${name} STATIC ${sources})
    target_include_directories(causeway_${name} PUBLIC ${CAUSEWAY_INCLUDE_ROOTS}/${name})
    list(TRANSFORM ARG_NEEDS PREPEND causeway_)
    target_link_libraries(causeway_${name}
        PUBLIC ${ARG_NEEDS} ${ARG_PUBLIC_LIBS} Threads::Threads
        PRIVATE causeway_switches ${ARG_PRIVATE_LIBS})
endfunction()
